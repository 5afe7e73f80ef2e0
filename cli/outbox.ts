import { isoTime } from '../protocol/clock.ts'
import type { LeasedRow, OutboxStatus } from '../store/store.ts'
import type { Command, CommandIo } from './command.ts'
import { missingDatabase, withStore } from './open-store.ts'
import { readArgs } from './parse-args.ts'

const LISTED = 1_000

const help = `
Usage: conserje outbox list [--json]
       conserje outbox retry <id>…
       conserje outbox retry --all

Dead letters: answers and calls that were given up after their tries, and those that are
parked. No customer's words are shown. \`retry\` puts dead ones back; a running server sends them.

  --json   [{id, conversationId, kind, channel, status, attempts, lastError, createdAt}]

Exit code: 0 nothing is stuck, or it was put back; 1 something is stuck, or no such row;
2 used wrongly.

Example:
  conserje outbox list
  inb_0193…:0  dead  whatsapp  16 tries  channel.unreachable: connect ECONNREFUSED
`

/** `conserje outbox list|retry` */
export const outbox: Command = {
  name: 'outbox',
  summary: 'lists dead letters, and puts them back',
  help,
  async run(args, io) {
    const options = {
      json: { type: 'boolean', default: false },
      all: { type: 'boolean', default: false },
    } as const
    const parsed = readArgs(outbox, args, io, options, LISTED)
    if (typeof parsed === 'number') return parsed
    const [verb, ...ids] = parsed.positionals
    const { json, all } = parsed.values
    if (verb === 'list' && ids.length === 0) return list(json, io)
    if (verb === 'retry' && all !== ids.length > 0) return retry(all ? undefined : ids, io)
    const expected = verb === 'retry' ? 'retry takes ids, or --all' : 'expected list or retry'
    io.stderr.write(`conserje outbox: ${expected}\nconserje outbox --help shows how it is used\n`)
    return 2
  },
}

type Stuck = LeasedRow & { status: OutboxStatus; lastError?: string }

async function list(json: boolean, io: CommandIo): Promise<number> {
  const missing = missingDatabase(io)
  // What only looks makes no database.
  const rows = missing === undefined ? await withStore(io, store => store.outbox.stuck(LISTED)) : []
  if (missing !== undefined) io.stderr.write(`conserje outbox: there is no database at ${missing} yet\n`)
  if (json) io.stdout.write(`${JSON.stringify(rows.map(shown))}\n`)
  else if (rows.length === 0) io.stdout.write('nothing is stuck\n')
  else for (const row of rows) io.stdout.write(`${line(row)}\n`)
  return rows.length > 0 ? 1 : 0
}

async function retry(ids: readonly string[] | undefined, io: CommandIo): Promise<number> {
  const missing = missingDatabase(io)
  if (missing !== undefined) {
    io.stderr.write(`conserje outbox: there is no database at ${missing} yet\n`)
    return ids === undefined ? 0 : 1
  }
  const { count, wrong } = await withStore(io, async store => {
    const stuck = await store.outbox.stuck(LISTED)
    const given = ids ?? stuck.map(({ id }) => id)
    const revived = await store.outbox.revive(given, isoTime(Date.now()))
    return {
      count: revived,
      wrong: revived === given.length ? [] : (ids ?? []).flatMap(id => whyNot(id, stuck)),
    }
  })
  io.stdout.write(`${count} put back\n`)
  for (const sentence of wrong) io.stderr.write(`conserje outbox: ${sentence}\n`)
  return wrong.length > 0 ? 1 : 0
}

/** Why a row was not put back. */
function whyNot(id: string, stuck: readonly Stuck[]): string[] {
  const status = stuck.find(row => row.id === id)?.status
  if (status === 'dead') return []
  return status === undefined
    ? [`nothing that is stuck has the id ${id}; conserje outbox list shows those that have`]
    : [`${id} is ${status}: it goes by itself when the customer writes again`]
}

const shown = ({ id, conversationId, kind, channel, status, attempts, lastError, createdAt }: Stuck) => ({
  id,
  conversationId,
  kind,
  channel,
  status,
  attempts,
  lastError,
  createdAt,
})

const line = ({ id, status, channel, attempts, lastError }: Stuck): string =>
  [id, status, channel, `${attempts} tries`, lastError ?? ''].join('  ').trimEnd()
