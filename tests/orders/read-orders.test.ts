import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readOrders } from '../../orders/read-orders.ts'
import { ORDER_STATUSES } from '../../orders/source.ts'
import { faultText } from '../../protocol/errors.ts'
import { HEADER } from './memory.ts'

const GOOD =
  '10432,ana@example.com,+34600111222,28004,Ana Martín,ES,EUR,84.50,shipped,SEUR,SE1,2026-11-20,+1d,"2x Lámpara Alba; Vela, grande"'

describe('readOrders', () => {
  it('reads an order, its items with and without quantity', async () => {
    const { orders, faults } = await readOrders(`${HEADER}\n${GOOD}\n`, 'orders.csv')
    expect(faults).toEqual([])
    expect(orders.get('10432')).toMatchObject({
      total: 84.5,
      placedAt: '2026-11-20',
      eta: '+1d',
      items: [
        { quantity: 2, name: 'Lámpara Alba' },
        { quantity: 1, name: 'Vela, grande' },
      ],
    })
  })

  it('takes the columns in any order and ignores further ones', async () => {
    const columns = [...HEADER.split(','), 'note'].reverse()
    const values: Record<string, string> = {
      number: '#10-432',
      country: 'ES',
      currency: 'EUR',
      total: '1',
      status: 'paid',
    }
    const text = `${columns.join(',')}\n${columns.map(column => values[column] ?? '').join(',')}`
    const { orders, faults } = await readOrders(text, 'orders.csv')
    expect(faults).toEqual([])
    expect([...orders.keys()]).toEqual(['10432'])
  })

  it('tells all faults at once, each with its place and what is allowed, and quotes nothing personal', async () => {
    const text = [
      HEADER,
      GOOD,
      '10432,b@example.com,,,,ES,EUR,1,paid,,,,,',
      '10433,secret-no-mail,,,,es,euro,"84,50",sent,,,22/11/2026,2026-02-31,',
      ',c@example.com,,,,ES,EUR,1,paid,,,,,',
      '10434,d@example.com,paid',
    ].join('\n')
    const { orders, faults } = await readOrders(text, 'data/orders.csv')
    expect(faults.map(faultText)).toMatchInlineSnapshot(`
      [
        "data/orders.csv:3:1: order 10432 stands twice; a number belongs to one order",
        "data/orders.csv:4:7: email is no e-mail address",
        "data/orders.csv:4:25: country must be two capitals like ES (ISO 3166-1), found "es"",
        "data/orders.csv:4:28: currency must be three capitals like EUR (ISO 4217), found "euro"",
        "data/orders.csv:4:33: total must be a number with a point like 84.50, found "84,50"",
        "data/orders.csv:4:41: status must be one of placed, paid, packed, shipped, in_customs, out_for_delivery, delivered, delayed, returned, refunded, cancelled, found "sent"",
        "data/orders.csv:4:48: placed_at must be a date like 2026-11-22, or days from today like +3d or -2d, found "22/11/2026"",
        "data/orders.csv:4:59: eta must be a date like 2026-11-22, or days from today like +3d or -2d, found "2026-02-31"",
        "data/orders.csv:5:1: number is empty",
        "data/orders.csv:6:1: this line has 3 fields, the first has 14; a field with a comma needs quotes",
      ]
    `)
    expect(JSON.stringify(faults)).not.toContain('secret')
    expect(orders.size).toBe(1)
  })

  it('tells missing columns, and a file with semicolons what to do', async () => {
    const short = await readOrders('number,email\n', 'orders.csv')
    expect(short.faults.map(faultText)).toMatchInlineSnapshot(`
      [
        "orders.csv:1:1: the first line must name the columns number,email,phone,postcode,name,country,currency,total,status,carrier,tracking,placed_at,eta,items; missing: phone, postcode, name, country, currency, total, status, carrier, tracking, placed_at, eta, items",
      ]
    `)
    const semicolons = await readOrders(HEADER.replaceAll(',', ';'), 'orders.csv')
    expect(semicolons.faults.map(faultText)).toMatchInlineSnapshot(`
      [
        "orders.csv:1:1: the columns are separated by semicolons; save the file with commas",
      ]
    `)
    expect((await readOrders('', 'orders.csv')).faults).toHaveLength(1)
  })

  it('tells at most a hundred faults', async () => {
    const { faults } = await readOrders(`${HEADER}\n${'x\n'.repeat(1000)}`, 'orders.csv')
    expect(faults).toHaveLength(100)
  })

  it('loads 100,000 orders in about a second', async () => {
    const rows = Array.from({ length: 100_000 }, (_, index) => GOOD.replace('10432', String(100_000 + index)))
    const text = `${HEADER}\n${rows.join('\n')}`
    const before = process.threadCpuUsage()
    const { orders } = await readOrders(text, 'orders.csv')
    expect(orders.size).toBe(100_000)
    const { user, system } = process.threadCpuUsage(before)
    // It takes about one of processor time; the rest is for a slow machine.
    expect((user + system) / 1e6).toBeLessThan(5)
  })
})

describe('the demo orders', () => {
  it('have no fault, every phase and six countries', async () => {
    const text = readFileSync(new URL('../../bots/shop/data/orders.csv', import.meta.url), 'utf8')
    const { orders, faults } = await readOrders(text, 'bots/shop/data/orders.csv')
    expect(faults.map(faultText)).toEqual([])
    const all = [...orders.values()]
    expect(all.length).toBeGreaterThan(45)
    expect(new Set(all.map(order => order.status))).toEqual(new Set(ORDER_STATUSES))
    expect(new Set(all.map(order => order.country)).size).toBe(6)
    for (const language of ['ES', 'RO', 'GB'])
      expect(
        new Set(all.filter(order => order.country === language).map(order => order.status)).size,
      ).toBeGreaterThan(8)
  })
})
