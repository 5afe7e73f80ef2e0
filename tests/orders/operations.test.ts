import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openCsvOrders } from '../../orders/csv.ts'
import { createOrderActions } from '../../orders/operations.ts'
import { HEADER, memoryDeps, NOW } from './memory.ts'
import { CUSTOMER_DATA, NAMES, shop } from './small-shop.ts'

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
