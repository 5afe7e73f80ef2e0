import { mkdtemp, rename, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openCsvOrders } from '../../orders/csv.ts'
import { ContentError, Unreachable } from '../../protocol/errors.ts'
import { HEADER, memoryDeps, NOW } from './memory.ts'

const signal = new AbortController().signal
const row = (number: string, status: string, phone = '+34600111222') =>
  `${number},ana@example.com,${phone},28004,Ana,ES,EUR,10,${status},SEUR,SE1,-2d,+3d,1x Vela`

const open = (rows: string[], clock = () => NOW) =>
  openCsvOrders({
    file: 'orders.csv',
    text: [HEADER, ...rows].join('\n'),
    changes: memoryDeps().changes,
    clock,
  })

describe('orders from CSV', () => {
  it('finds by number however it is written, and counts days from today', async () => {
    const orders = await open([row('10432', 'shipped')])
    for (const written of ['10432', ' #10 432 ', '104-32', '１０４３２'])
      expect(await orders.find(written, signal)).toMatchObject({
        number: '10432',
        placedAt: '2026-11-20',
        eta: '2026-11-25',
      })
    expect(await orders.find('10433', signal)).toBeUndefined()
    expect(await orders.find('__proto__', signal)).toBeUndefined()
  })

  it('does not age: the days are counted when an order is asked for', async () => {
    let now = NOW
    const orders = await open([row('10432', 'shipped')], () => now)
    now += 86_400_000
    expect(await orders.find('10432', signal)).toMatchObject({ eta: '2026-11-26' })
  })

  it('finds the orders of a phone however the file writes it, newest first', async () => {
    const orders = await open([
      row('10432', 'shipped', '600 11 12 22'),
      row('10433', 'paid', '0034-600111222').replace('-2d', '-1d'),
      row('10434', 'paid', '+44600111222'),
      row('10435', 'paid', ''),
    ])
    const found = await orders.byPhone?.('+34600111222', 5, signal)
    expect(found?.map(order => order.number)).toEqual(['10433', '10432'])
    expect(await orders.byPhone?.('+34600111222', 1, signal)).toHaveLength(1)
  })

  it('cancels and redirects until the parcel leaves, and takes back what has arrived', async () => {
    for (const status of ['placed', 'paid', 'packed']) {
      const orders = await open([row('1', status)])
      expect(await orders.change('1', { kind: 'address', details: {} }, 'k0', signal)).toBe('done')
      expect(await orders.change('1', { kind: 'return', details: {} }, 'k1', signal)).toBe('refused')
      expect(await orders.change('1', { kind: 'cancel', details: {} }, 'k2', signal)).toBe('done')
      expect(await orders.find('1', signal)).toMatchObject({ status: 'cancelled' })
      expect(await orders.change('1', { kind: 'address', details: {} }, 'k3', signal)).toBe('refused')
    }
    for (const status of ['shipped', 'in_customs', 'out_for_delivery', 'delayed', 'returned', 'refunded']) {
      const orders = await open([row('1', status)])
      for (const kind of ['cancel', 'address', 'return'] as const)
        expect(await orders.change('1', { kind, details: {} }, kind, signal)).toBe('refused')
    }
    const arrived = await open([row('1', 'delivered')])
    expect(await arrived.change('1', { kind: 'return', details: {} }, 'k', signal)).toBe('done')
    expect(await arrived.find('1', signal)).toMatchObject({
      status: 'delivered',
      returnStartedAt: '2026-11-22T10:00:00.000Z',
    })
    expect(await arrived.change('2', { kind: 'return', details: {} }, 'k', signal)).toBe('refused')
  })

  it('says done when the same change comes again, after a crash or from the customer', async () => {
    const orders = await open([row('1', 'paid')])
    for (const key of ['k1', 'k1', 'k2'])
      expect(await orders.change('1', { kind: 'cancel', details: {} }, key, signal)).toBe('done')
  })

  it('does not start with a faulty file, and says where the faults are', async () => {
    const opening = open([row('1', 'sent')])
    await expect(opening).rejects.toThrow(ContentError)
    await expect(opening).rejects.toThrow(/^orders\.csv:2:\d+: status must be one of placed, paid/)
  })
})

describe('an orders file on disk', () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'orders-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  const warnings: string[] = []
  const log = { debug() {}, info() {}, warn: (_: object, text: string) => warnings.push(text), error() {} }
  const write = async (path: string, text: string, at: number) => {
    await writeFile(`${path}.new`, text)
    await utimes(`${path}.new`, at, at)
    await rename(`${path}.new`, path)
  }

  it('is read again when it changes, and a faulty or missing version leaves the last good one in use', async () => {
    const path = join(folder, 'orders.csv')
    const file = (status: string) => `${HEADER}\n${row('1', status)}\n`
    await write(path, file('paid'), 1000)
    let now = NOW
    const clock = () => now
    const orders = await openCsvOrders({
      file: 'orders.csv',
      path,
      changes: memoryDeps().changes,
      clock,
      log,
    })
    const status = async () => {
      now += 1000
      return (await orders.find('1', signal))?.status
    }
    expect(await status()).toBe('paid')
    await write(path, file('shipped'), 2000)
    expect(await status()).toBe('shipped')
    await write(path, file('nonsense'), 3000)
    expect(await status()).toBe('shipped')
    expect(await status()).toBe('shipped')
    expect(warnings).toEqual(['the orders file has faults: the last good version stays in use'])
    await rm(path)
    expect(await status()).toBe('shipped')
    await write(path, file('delivered'), 4000)
    expect(await status()).toBe('delivered')
  })

  it('is looked at once a second at most', async () => {
    const path = join(folder, 'still.csv')
    await write(path, `${HEADER}\n${row('1', 'paid')}\n`, 1000)
    const orders = await openCsvOrders({ file: 'o', path, changes: memoryDeps().changes, clock: () => NOW })
    await rm(path)
    expect((await orders.find('1', signal))?.status).toBe('paid')
  })

  it('that is missing or not UTF-8 says so', async () => {
    const at = (path: string) =>
      openCsvOrders({ file: 'data/orders.csv', path, changes: memoryDeps().changes, clock: () => NOW })
    await expect(at(join(folder, 'none.csv'))).rejects.toThrow(Unreachable)
    const latin = join(folder, 'latin.csv')
    await writeFile(latin, Buffer.from(`${HEADER}\n1,Martín`, 'latin1'))
    await expect(at(latin)).rejects.toThrow(
      'data/orders.csv:1:1: this file is not UTF-8; save it as "CSV UTF-8"',
    )
  })
})
