import { problem } from '../../protocol/api/problem.ts'
import type { HttpAnswer } from '../../protocol/http.ts'

/** Half of libuv's four threads: the other half stays for files and names. Each hash takes 19 MiB while it is made. */
const AT_ONCE = 2
/** A hash takes some 50 ms, so who comes last waits half a second. */
const WAITING = 16

/** More passwords are being hashed than may wait: nothing was looked at. */
export class HashLineFull extends Error {}

/** A line for work that costs memory and a thread: two at a time, sixteen wait in their order, others get `HashLineFull` at once. */
export function createHashLine(): <T>(work: () => Promise<T>) => Promise<T> {
  let free = AT_ONCE
  const waiting: (() => void)[] = []

  return async work => {
    if (free > 0) free--
    else if (waiting.length >= WAITING) throw new HashLineFull('too many passwords are being checked')
    else await new Promise<void>(resolve => waiting.push(resolve))
    try {
      return await work()
    } finally {
      // The place is handed on, so that nobody who comes now gets in between.
      const next = waiting.shift()
      if (next === undefined) free++
      else next()
    }
  }
}

/** The answer, or 503 when the line was full. */
export async function unlessFull(answer: Promise<HttpAnswer>): Promise<HttpAnswer> {
  try {
    return await answer
  } catch (error) {
    if (!(error instanceof HashLineFull)) throw error
    return problem(503, 'Too busy', 'many are signing in: try again in a moment', { 'retry-after': '2' })
  }
}
