import { createHash } from 'node:crypto'
import type { ChannelDeps } from '../adapter.ts'
import type { OwnSends } from '../own-sends.ts'
import type { OwnMessage } from './parse.ts'

/** Whose a message of our own account is: this program's, with the key of the row part where that is news, or a person's. */
export type Author = { who: 'us'; part?: string } | { who: 'person' }

/**
 * X tells us of every message that our account sends, ours too. It is ours by the id that our call got; else by the app that sent it; else by its words, when
 * such a send is under way or its answer never came.
 */
export type AuthorOf = (message: OwnMessage) => Promise<Author>

/** How long an answer of X to our call is awaited before a message counts as a person's; X wants its own answer within ten seconds. */
const WAIT_MS = 4_000
const MOST = 1_000

/** @param config `appId`: where it is not set, the number of our app is learnt from the first message that our call knows, and kept */
export function createAuthorOf(
  config: { appId?: string; consumerKey: string },
  sends: OwnSends,
  memory: ChannelDeps['memory'],
): AuthorOf {
  const memoryKey = `app_id.${createHash('sha256').update(config.consumerKey).digest('hex').slice(0, 16)}`
  /** Messages that were ours by their words: once the call's answer names one, its app is ours. */
  const claimed = new Map<string, string>()
  let appId = config.appId

  const learn = (found: string | undefined) => {
    if (found === undefined || appId !== undefined) return
    appId = found
    claimed.clear()
    // Only a later start wants it, and learns it again if this fails.
    void memory.set(memoryKey, found).catch(() => {})
  }
  const isOurs = ({ id, appId }: OwnMessage) => {
    if (!sends.isOurs(id)) return false
    learn(appId)
    return true
  }
  const claim = ({ id, appId, recipientId, text }: OwnMessage) => {
    const part = sends.claim({ id, to: recipientId, text })
    if (part !== undefined && appId !== undefined && claimed.size < MOST) claimed.set(id, appId)
    return part
  }
  return async message => {
    for (const [id, app] of claimed) if (sends.isOurs(id)) learn(app)
    if (isOurs(message)) return { who: 'us' }
    const part = claim(message)
    if (part !== undefined) return { who: 'us', part }
    appId ??= await memory.get(memoryKey)
    if (appId !== undefined && message.appId !== undefined) {
      return { who: message.appId === appId ? 'us' : 'person' }
    }
    await sends.ended(message.recipientId, WAIT_MS)
    return isOurs(message) ? { who: 'us' } : { who: 'person' }
  }
}
