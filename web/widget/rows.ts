import type { Message } from './message.ts'
import { dayNumber } from './when.ts'

/** One row of the log: a day's name, or a message with its place in a run of one speaker's messages. */
export type Row =
  | { kind: 'day'; key: string; at: number }
  | { kind: 'message'; key: string; message: Message; first: boolean; last: boolean }

/** Messages of one speaker within this time stand together, with one name above and one time below. */
const RUN_MS = 5 * 60_000

function together(one: Message | undefined, other: Message | undefined): boolean {
  if (!one || !other) return false
  return (
    one.speaker === other.speaker &&
    one.name === other.name &&
    Math.abs(other.at - one.at) < RUN_MS &&
    dayNumber(one.at) === dayNumber(other.at)
  )
}

/** The log's rows, in order. */
export function rowsOf(messages: readonly Message[]): Row[] {
  return messages.flatMap((message, i): Row[] => {
    const before = messages[i - 1]
    const { key, at } = message
    const row: Row = {
      kind: 'message',
      key,
      message,
      first: !together(before, message),
      last: !together(message, messages[i + 1]),
    }
    const newDay = !before || dayNumber(before.at) !== dayNumber(at)
    return newDay ? [{ kind: 'day', key: `day:${key}`, at }, row] : [row]
  })
}

/** Up to two letters for a person's picture. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/)
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map(
    word => [...(word ?? '')][0] ?? '',
  )
  return letters.join('').toLocaleUpperCase()
}
