import { plainWords } from './cues.ts'
import type { Message } from './message.ts'
import { say } from './say.ts'
import type { Turn } from './turn-context.ts'

/** Who says more than "my address is …, please write there" tells of something else, in which an address stands. */
const MOST_WORDS = 14
/** RFC 5321. */
const MOST_CHARS = 254

/**
 * While a person is awaited, an address that the customer writes is where the answer goes when they have left the chat; a later one takes its place. Once somebody is there it is
 * theirs to read: the bot does not talk over them.
 */
export function keepAddress(turn: Turn, message: Message): void {
  const { facts } = turn
  if (facts.byEmail === undefined || facts.awaited !== true) return
  const addresses = new Set(
    message.understanding.entities.flatMap(({ type, value }) =>
      type === 'email' ? [value.toLowerCase()] : [],
    ),
  )
  const [address, another] = addresses
  if (address === undefined || another !== undefined || address.length > MOST_CHARS) return
  if (plainWords(message.text).split(' ').length > MOST_WORDS) return
  turn.left = address
  turn.extra.email = address
  say(turn, undefined, 'common.leave.kept')
}
