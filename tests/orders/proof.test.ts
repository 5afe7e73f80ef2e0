import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NOW } from './memory.ts'
import { NAMES, shop } from './small-shop.ts'

describe('proof', () => {
  it('is the e-mail or the postcode, however they are typed', async () => {
    for (const proof of ['ana.martin@example.com', ' ANA.MARTIN@EXAMPLE.COM ', '28004', '28 004', '28-004']) {
      const ask = await shop()
      expect((await ask('orders.find', { number: '#10432', proof })).outcome).toBe('ok')
    }
    const ask = await shop()
    expect((await ask('orders.find', { number: '10433', proof: 'sw1a1aa' })).outcome).toBe('ok')
  })

  it('is the phone that the channel vouches for', async () => {
    const ask = await shop()
    const verifiedPhone = '+34600111222'
    expect((await ask('orders.find', { number: '10432' }, { verifiedPhone })).outcome).toBe('ok')
    expect((await ask('orders.find', { number: '10433' }, { verifiedPhone })).outcome).toBe('proof_needed')
  })

  it('holds for 24 hours on its thread, for that order only', async () => {
    const ask = await shop()
    await ask('orders.find', { number: '10432', proof: '28004' })
    const later = NOW + 23 * 3_600_000
    expect((await ask('orders.find', { number: '104-32' }, {}, later)).outcome).toBe('ok')
    expect((await ask('orders.find', { number: '10433' }, {}, later)).outcome).toBe('proof_needed')
    expect((await ask('orders.find', { number: '10432' }, { threadId: 'thr_2' }, later)).outcome).toBe(
      'proof_needed',
    )
    expect((await ask('orders.find', { number: '10432' }, {}, later + 3_600_001)).outcome).toBe(
      'proof_needed',
    )
  })

  it('is nothing that the source left empty', async () => {
    const ask = await shop({ limits: { thread: 0, order: 0, address: 0 } })
    for (const proof of ['', ' ', '-', '@', '  @ ', '\u0000'])
      expect((await ask('orders.find', { number: '10436', proof })).outcome).not.toBe('ok')
    for (const verifiedPhone of ['', 'unknown', '34600111222999999'])
      expect((await ask('orders.find', { number: '10436' }, { verifiedPhone })).outcome).toBe('proof_needed')
  })

  it('is asked for without asking the source, so that the answer tells nothing', async () => {
    let asked = 0
    const find = async () => {
      asked++
      return undefined
    }
    const ask = await shop({ source: { find } })
    for (const name of NAMES)
      expect(await ask(name, { number: '10432', address: 'x' })).toEqual({ outcome: 'proof_needed' })
    expect(asked).toBe(0)
  })
})

describe('wrong pairs', () => {
  const wrong = fc.oneof(
    fc.record({ number: fc.constantFrom('10432', '10433', '10436'), proof: fc.string({ minLength: 1 }) }),
    fc.record({ number: fc.string({ minLength: 1 }), proof: fc.constantFrom('28004', 'ioana@example.com') }),
    fc.record({
      number: fc.constantFrom('10432', '99999', '__proto__'),
      proof: fc.constantFrom('28005', 'x@y.z'),
    }),
  )

  it('are answered all alike, by every operation', async () => {
    const ask = await shop({ limits: { thread: 0, order: 0, address: 0 } })
    await fc.assert(
      fc.asyncProperty(wrong, fc.constantFrom(...NAMES), async ({ number, proof }, name) => {
        fc.pre(number.replace(/[\s#.\p{Pd}]/gu, '') !== '' && proof.trim() !== '')
        const answer = await ask(name, { number, proof, address: 'Calle 1' })
        expect(answer).toEqual({ outcome: 'not_found' })
      }),
    )
  })

  it('lock the conversation with the fifth, also for the right proof', async () => {
    const ask = await shop()
    for (const number of ['10432', '99999', '10432', '99999'])
      expect(await ask('orders.find', { number, proof: '1' })).toEqual({ outcome: 'not_found' })
    expect(await ask('orders.find', { number: '10432', proof: '1' })).toEqual({ outcome: 'too_many_tries' })
    expect(await ask('orders.find', { number: '10432', proof: '28004' })).toEqual({
      outcome: 'too_many_tries',
    })
    const nextDay = NOW + 86_400_001
    expect((await ask('orders.find', { number: '10432', proof: '28004' }, {}, nextDay)).outcome).toBe('ok')
  })

  it('are limited an order number over all conversations, known or not, and never lock out a verified phone', async () => {
    for (const number of ['10432', '99999']) {
      const ask = await shop()
      const outcomes = []
      for (let i = 0; i < 11; i++)
        outcomes.push((await ask('orders.find', { number, proof: '1' }, { threadId: `thr_${i}` })).outcome)
      expect(outcomes).toEqual([...Array(9).fill('not_found'), 'too_many_tries', 'too_many_tries'])
      const own = { threadId: 'thr_own', verifiedPhone: '+34600111222' }
      expect((await ask('orders.find', { number: '10432' }, own)).outcome).toBe('ok')
    }
  })

  it('are limited a client address over all conversations and numbers', async () => {
    const ask = await shop()
    const at = (i: number) => ({ threadId: `thr_${i}`, clientAddress: '192.0.2.1' })
    for (let i = 0; i < 19; i++)
      expect((await ask('orders.find', { number: `2${i}`, proof: '1' }, at(i))).outcome).toBe('not_found')
    expect((await ask('orders.find', { number: '300', proof: '1' }, at(20))).outcome).toBe('too_many_tries')
    const elsewhere = { threadId: 'thr_99', clientAddress: '192.0.2.2' }
    expect((await ask('orders.find', { number: '301', proof: '1' }, elsewhere)).outcome).toBe('not_found')
  })

  it('are limited even when they come all at once', async () => {
    const ask = await shop()
    const guesses = Array.from({ length: 200 }, (_, i) =>
      ask('orders.find', { number: '10432', proof: String(28_100 - i) }, { threadId: `thr_${i}` }),
    )
    const outcomes = (await Promise.all(guesses)).map(answer => answer.outcome)
    expect(outcomes.filter(outcome => outcome === 'not_found')).toHaveLength(9)
    expect(outcomes).not.toContain('ok')
  })

  it('are not counted when no proof was given', async () => {
    const ask = await shop()
    for (let i = 0; i < 30; i++) await ask('orders.find', { number: '10432' })
    expect((await ask('orders.find', { number: '10432', proof: '28004' })).outcome).toBe('ok')
  })
})
