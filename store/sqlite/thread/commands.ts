import type { SqlValue, Statement } from '../../sql.ts'
import { accept } from './accept.ts'
import { claim, claimReady } from './claim.ts'
import type { Connection } from './connection.ts'
import { inboxCounts, outboxCounts } from './counts.ts'
import { enqueue } from './enqueue.ts'
import { due, lease } from './lease.ts'
import { nextRunAt } from './next-run-at.ts'
import { release, revive, stuck } from './outbox-changes.ts'
import { nextDueAt, ready } from './ready.ts'
import { report } from './report.ts'
import { settle } from './settle.ts'
import { append, post } from './webchat-append.ts'
import { writeTurn } from './write-turn.ts'

const reads = {
  all: (connection: Connection, text: string, values?: readonly SqlValue[]): object[] =>
    connection.all(text, values),
  claim,
  claimReady,
  due,
  inboxCounts,
  nextDueAt,
  nextRunAt,
  outboxCounts,
  ready,
  stuck,
  /** Changes with every commit of another program. */
  version: (connection: Connection) =>
    connection.get<{ data_version: number }>('PRAGMA data_version')?.data_version,
}

/** Each is all or nothing, and durable when it is answered. */
const writes = {
  accept,
  append,
  countAttempt(connection: Connection, ids: readonly string[]): void {
    for (const id of ids) connection.run('UPDATE inbox SET attempts = attempts + 1 WHERE id = ?1', [id])
  },
  enqueue,
  lease,
  post,
  release,
  report,
  revive,
  settle,
  write: (connection: Connection, statements: readonly Statement[]): number[] =>
    statements.map(([text, values]) => connection.run(text, values)),
  writeIf: (connection: Connection, [first, ...rest]: readonly Statement[]): boolean => {
    if (first === undefined || connection.run(...first) === 0) return false
    for (const [text, values] of rest) connection.run(text, values)
    return true
  },
  writeTurn,
}

type Functions = typeof reads & typeof writes
type Rest<F> = F extends (connection: Connection, ...rest: infer R) => unknown ? R : never

/** All that the database's thread does: what goes in and what comes out is plain data. */
export type Commands = {
  [Name in keyof Functions]: (...args: Rest<Functions[Name]>) => ReturnType<Functions[Name]>
}

/** A command with what it is given, as it travels. */
export type Call = {
  [Name in keyof Commands]: [name: Name, ...args: Parameters<Commands[Name]>]
}[keyof Commands]

const functions: Record<string, (connection: Connection, ...args: never[]) => unknown> = {
  ...reads,
  ...writes,
}

export const run = (connection: Connection, [name, ...args]: Call): unknown =>
  functions[name]?.(connection, ...(args as never[]))

export const isRead = ([name]: Call): boolean => name in reads
