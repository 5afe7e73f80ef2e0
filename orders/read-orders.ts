import { z } from 'zod'
import type { Fault } from '../protocol/errors.ts'
import { type CsvRecord, placesIn, readCsv } from './csv-text.ts'
import { isDay } from './day.ts'
import { plainNumber } from './order-number.ts'
import { ORDER_STATUSES, type Order } from './source.ts'

/** The columns that an orders file must have, in any order; further ones are ignored. */
const ORDER_COLUMNS = [
  'number',
  'email',
  'phone',
  'postcode',
  'name',
  'country',
  'currency',
  'total',
  'status',
  'carrier',
  'tracking',
  'placed_at',
  'eta',
  'items',
] as const
type Column = (typeof ORDER_COLUMNS)[number]

/** Told at most, so that a file in the wrong shape does not print a line a row. */
const MAX_FAULTS = 100
/** Records read between two breaths, so that loading a large file holds up no customer for more than a few milliseconds. */
const SLICE = 2000

// Sentences never quote a customer's data: faults go to logs too.
const day = (column: Column) =>
  z.string().refine(text => text === '' || isDay(text), {
    error: issue =>
      `${column} must be a date like 2026-11-22, or days from today like +3d or -2d, found ${JSON.stringify(issue.input)}`,
  })
const rowSchema = z.object({
  number: z
    .string()
    .transform(plainNumber)
    .refine(number => number !== '', 'number is empty'),
  email: z
    .string()
    .refine(text => text === '' || /^[^\s@]+@[^\s@]+$/.test(text), 'email is no e-mail address'),
  phone: z.string(),
  postcode: z.string(),
  name: z.string(),
  country: z.string().regex(/^[A-Z]{2}$/, {
    error: issue => `country must be two capitals like ES (ISO 3166-1), found ${JSON.stringify(issue.input)}`,
  }),
  currency: z.string().regex(/^[A-Z]{3}$/, {
    error: issue =>
      `currency must be three capitals like EUR (ISO 4217), found ${JSON.stringify(issue.input)}`,
  }),
  total: z
    .string()
    .regex(/^\d+(\.\d+)?$/, {
      error: issue => `total must be a number with a point like 84.50, found ${JSON.stringify(issue.input)}`,
    })
    .transform(Number),
  status: z.enum(ORDER_STATUSES, {
    error: issue =>
      `status must be one of ${ORDER_STATUSES.join(', ')}, found ${JSON.stringify(issue.input)}`,
  }),
  carrier: z.string(),
  tracking: z.string(),
  placed_at: day('placed_at'),
  eta: day('eta'),
  items: z.string().transform(readItems),
})

/** `2x Lámpara Alba; Cojín Lino` → two items. A missing quantity is one. */
function readItems(text: string): Order['items'] {
  return text
    .split(';')
    .map(item => item.trim())
    .filter(item => item !== '')
    .map(item => {
      const counted = /^(\d{1,6})\s*[x×]\s*(.+)$/s.exec(item)
      return counted
        ? { quantity: Number(counted[1]), name: counted[2] as string }
        : { quantity: 1, name: item }
    })
}

export interface ReadOrders {
  /** By plain number; dates as written, days from today not yet resolved. */
  orders: Map<string, Order>
  faults: Fault[]
}

/**
 * Reads an orders file. All faults at once (at most 100), by place; `orders` holds the good rows. Gives way to other work while it reads.
 * 100,000 orders take under a second.
 */
export async function readOrders(text: string, file: string): Promise<ReadOrders> {
  const placed: { offset: number; message: string }[] = []
  const fault = (offset: number, message: string) =>
    placed.length < MAX_FAULTS && placed.push({ offset, message })
  const records = readCsv(text, each => fault(each.offset, each.message))
  const orders = new Map<string, Order>()
  const header = readHeader(records.next().value ?? undefined, fault)
  if (header) {
    let count = 0
    for (const record of records) {
      readRow(record, header, orders, fault)
      if (++count % SLICE === 0) await new Promise(resolve => setImmediate(resolve))
    }
  }
  const place = placed.length > 0 ? placesIn(text) : () => ({ line: 1, col: 1 })
  const faults = placed
    .sort((a, b) => a.offset - b.offset)
    .map(({ offset, message }): Fault => ({ file, ...place(offset), message, severity: 'error' }))
  return { orders, faults }
}

type Header = { width: number; at: Record<Column, number> }

function readHeader(record: CsvRecord | undefined, fault: (offset: number, message: string) => unknown) {
  const names = record?.fields.map(name => name.trim().toLowerCase()) ?? []
  const missing = ORDER_COLUMNS.filter(column => !names.includes(column))
  if (missing.length === 0)
    return {
      width: names.length,
      at: Object.fromEntries(ORDER_COLUMNS.map(column => [column, names.indexOf(column)])) as Header['at'],
    }
  const semicolons = names.length === 1 && names[0]?.includes(';')
  fault(
    record?.offsets[0] ?? 0,
    semicolons
      ? 'the columns are separated by semicolons; save the file with commas'
      : `the first line must name the columns ${ORDER_COLUMNS.join(',')}; missing: ${missing.join(', ')}`,
  )
  return undefined
}

function readRow(
  { fields, offsets }: CsvRecord,
  { width, at }: Header,
  orders: Map<string, Order>,
  fault: (offset: number, message: string) => unknown,
): void {
  const start = offsets[0] ?? 0
  if (fields.length !== width) {
    fault(
      start,
      `this line has ${fields.length} fields, the first has ${width}; a field with a comma needs quotes`,
    )
    return
  }
  const raw: Record<string, string> = {}
  for (const column of ORDER_COLUMNS) raw[column] = (fields[at[column]] as string).trim()
  const row = rowSchema.safeParse(raw)
  if (!row.success) {
    for (const issue of row.error.issues) fault(offsets[at[issue.path[0] as Column]] ?? start, issue.message)
    return
  }
  const { placed_at: placedAt, ...rest } = row.data
  if (orders.has(rest.number))
    fault(offsets[at.number] ?? start, `order ${rest.number} stands twice; a number belongs to one order`)
  else orders.set(rest.number, { ...rest, placedAt })
}
