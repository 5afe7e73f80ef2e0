import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openCsvOrders } from '../../orders/csv.ts'
import { createOrderActions } from '../../orders/operations.ts'
import type { OrderSource } from '../../orders/source.ts'
import type { CallContext } from '../../protocol/call.ts'
import type { JsonObject } from '../../protocol/json.ts'
import { context, HEADER, memoryDeps, NOW } from './memory.ts'

const ROWS = [
  '10432,Ana.Martin@example.com,+34600111222,28004,Zoraida Martín,ES,EUR,84.5,shipped,SEUR,SE 1/2,-2d,+1d,2x Lámpara; 1x Vela',
  '10433,ioana@example.com,+40722345433,SW1A 1AA,Zoraida,GB,GBP,40,paid,Nobody,X1,-1d,-3d,1x Vela',
  '10434,ioana@example.com,+40722345433,SW1A 1AA,Zoraida,GB,GBP,40,delivered,DHL,JD1,-9d,-3d,1x Vela',
  '10435,ioana@example.com,+40722345499,SW1A 1AA,Zoraida,GB,GBP,40,delivered,DHL,JD1,-90d,-80d,1x Vela',
  '10436,,,,Zoraida,GB,GBP,40,refunded,DHL,JD1,-90d,-80d,',
]
const CUSTOMER_DATA = ['zoraida', 'example.com', '600111222', '722345', '28004', 'sw1a']
const NAMES = [
  'orders.find',
  'orders.refund_status',
  'orders.cancel',
  'orders.change_address',
  'orders.start_return',
]

async function shop(
  more: { source?: Partial<OrderSource>; limits?: { thread: number; order: number; address: number } } = {},
) {
  const deps = memoryDeps()
  const text = [HEADER, ...ROWS].join('\n')
  const csv = await openCsvOrders({ file: 'orders.csv', text, changes: deps.changes, clock: () => NOW })
  const source = { ...csv, ...more.source }
  const actions = createOrderActions({ source, deps, ...(more.limits && { limits: more.limits }) })
  let key = 0
  return (name: string, input: JsonObject, who: Partial<CallContext> = {}, now = NOW) => {
    const action = actions.find(each => each.name === name)
    if (!action) throw new Error(name)
    const signal = new AbortController().signal
    return action.run(input, { idempotencyKey: `k${key++}`, signal, context: context(who), now })
  }
}

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

describe('what is told', () => {
  it('is enough for the matter, with a tracking link that is encoded', async () => {
    const ask = await shop()
    expect((await ask('orders.find', { number: '10432', proof: '28004' })).value).toMatchInlineSnapshot(`
      {
        "carrier": "SEUR",
        "country": "ES",
        "currency": "EUR",
        "days_late": 0,
        "eta": "2026-11-23",
        "itemList": [
          "2 × Lámpara",
          "Vela",
        ],
        "items": [
          {
            "name": "Lámpara",
            "quantity": 2,
          },
          {
            "name": "Vela",
            "quantity": 1,
          },
        ],
        "number": "10432",
        "placedAt": "2026-11-20",
        "refund": "none",
        "status": "shipped",
        "total": 84.5,
        "tracking": "SE 1/2",
        "trackingUrl": "https://www.seur.com/livetracking/?segOnlineIdentificador=SE%201%2F2",
      }
    `)
  })

  it('counts the days that a parcel is late, has no link for an unknown carrier', async () => {
    const ask = await shop()
    expect((await ask('orders.find', { number: '10433', proof: 'SW1A1AA' })).value).toMatchObject({
      days_late: 3,
      trackingUrl: null,
    })
    expect((await ask('orders.find', { number: '10434', proof: 'SW1A1AA' })).value).toMatchObject({
      days_late: 0,
    })
  })

  it('never holds the customer’s e-mail, phone, postcode or name, whatever is asked', async () => {
    const ask = await shop({ limits: { thread: 0, order: 0, address: 0 } })
    const numbers = fc.constantFrom('10432', '10433', '10434', '10435', '10436', '', '1')
    const proofs = fc.constantFrom('28004', 'SW1A 1AA', 'ioana@example.com', '', 'x')
    const phones = fc.constantFrom('+34600111222', '+40722345433', undefined)
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...NAMES),
        numbers,
        proofs,
        phones,
        async (name, number, proof, phone) => {
          const who = phone === undefined ? {} : { verifiedPhone: phone }
          const answer = JSON.stringify(
            await ask(name, { number, proof, address: 'Calle 1' }, who),
          ).toLowerCase()
          for (const secret of CUSTOMER_DATA) expect(answer).not.toContain(secret)
        },
      ),
    )
  })
})

describe('operations', () => {
  it('find the orders of a verified phone without a number: one is told, several are offered', async () => {
    const ask = await shop()
    const one = await ask('orders.find', { number: null }, { verifiedPhone: '+34600111222' })
    expect(one).toMatchObject({ outcome: 'ok', value: { number: '10432' } })
    const several = await ask('orders.find', {}, { verifiedPhone: '+40722345433' })
    expect(several).toMatchObject({ outcome: 'several', value: { numbers: ['10433', '10434'] } })
    expect(await ask('orders.find', {}, { verifiedPhone: '+34600999999' })).toEqual({
      outcome: 'number_needed',
    })
    for (const name of NAMES) expect(await ask(name, { address: 'x' })).toEqual({ outcome: 'number_needed' })
  })

  it('cancel what has not left, refuse what has, and say how it stands', async () => {
    const ask = await shop()
    const proof = 'SW1A 1AA'
    expect(await ask('orders.cancel', { number: '10433', proof })).toMatchObject({
      outcome: 'ok',
      value: { status: 'cancelled', refund: 'on_its_way' },
    })
    expect((await ask('orders.cancel', { number: '10433' })).outcome).toBe('ok')
    expect(await ask('orders.cancel', { number: '10432', proof: '28004' })).toMatchObject({
      outcome: 'refused',
      value: { status: 'shipped' },
    })
    expect((await ask('orders.change_address', { number: '10433', address: 'Calle 1' })).outcome).toBe(
      'refused',
    )
  })

  it('open a return for what has arrived, within thirty days', async () => {
    const ask = await shop()
    const proof = 'SW1A 1AA'
    expect(await ask('orders.start_return', { number: '10434', proof, reason: 'size' })).toMatchObject({
      outcome: 'ok',
      value: { status: 'delivered', refund: 'return_open' },
    })
    expect((await ask('orders.start_return', { number: '10435', proof })).outcome).toBe('too_late')
    expect((await ask('orders.start_return', { number: '10433', proof })).outcome).toBe('refused')
    expect(await ask('orders.refund_status', { number: '10434' })).toMatchObject({
      value: { refund: 'return_open' },
    })
  })

  it('fail on an input that is no question, and name every branch that they may answer', async () => {
    const ask = await shop()
    await expect(ask('orders.find', { number: { a: 1 } })).rejects.toThrow()
    await expect(ask('orders.find', { number: '1'.repeat(101) })).rejects.toThrow()
    await expect(ask('orders.change_address', { number: '10433', address: ' ' })).rejects.toThrow()
    const deps = memoryDeps()
    const source = await openCsvOrders({ file: 'o', text: HEADER, changes: deps.changes, clock: () => NOW })
    const outcomes = createOrderActions({ source, deps }).map(action => [action.name, action.outcomes])
    expect(outcomes).toMatchInlineSnapshot(`
      [
        [
          "orders.find",
          [
            "number_needed",
            "proof_needed",
            "not_found",
            "too_many_tries",
            "several",
          ],
        ],
        [
          "orders.refund_status",
          [
            "number_needed",
            "proof_needed",
            "not_found",
            "too_many_tries",
          ],
        ],
        [
          "orders.cancel",
          [
            "number_needed",
            "proof_needed",
            "not_found",
            "too_many_tries",
            "refused",
          ],
        ],
        [
          "orders.change_address",
          [
            "number_needed",
            "proof_needed",
            "not_found",
            "too_many_tries",
            "refused",
          ],
        ],
        [
          "orders.start_return",
          [
            "number_needed",
            "proof_needed",
            "not_found",
            "too_many_tries",
            "refused",
            "too_late",
          ],
        ],
      ]
    `)
  })
})
