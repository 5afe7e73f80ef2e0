import { createHash, randomBytes } from 'node:crypto'
import type { Channel } from '../adapters/adapter.ts'
import type { Activity } from '../protocol/activity.ts'
import { type Clock, isoTime } from '../protocol/clock.ts'
import type { Json } from '../protocol/json.ts'
import type { Log } from '../protocol/log.ts'
import type { Store } from '../store/store.ts'
import { errorFields } from './log.ts'
import type { MailRow } from './take-mail.ts'
import type { Loop } from './take-turns.ts'

export interface MailFollowUpsDeps {
  store: Pick<Store, 'followUps' | 'conversations' | 'webchat' | 'identities' | 'inbox'>
  /** The channel that mails; undefined: it is off, and answers wait in the web chat. */
  mail: Channel | undefined
  /** Where the server's own chat page is; without it mails have no link. */
  publicUrl?: string | undefined
  clock: Clock
  log: Log
  /** How often it is looked; 15 s when not given. */
  everyMs?: number
}

const EVERY_MS = 15_000
const MOST = 100
/** In one mail; the others go by the next. */
const MOST_ANSWERS = 20
/** For how long a look is one process's own; after that another looks, or this one for what is left. */
const CLAIM_MS = 60_000
const LINK_MS = 7 * 24 * 3_600_000

/**
 * Sends what a person said in a web chat to who has closed it and left an address. Each look is one process's, and may be repeated by another: that answers were mailed is written with the
 * mail's inbox row.
 */
export function createMailFollowUps({
  store,
  mail,
  publicUrl,
  clock,
  log,
  everyMs = EVERY_MS,
}: MailFollowUpsDeps): Loop {
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> = Promise.resolve()

  async function look(): Promise<void> {
    for (const followUp of await store.followUps.due(isoTime(clock()), MOST)) {
      const claimed = await store.followUps.claim(followUp, isoTime(clock() + CLAIM_MS))
      if (claimed === undefined) continue
      if (await follow(claimed.conversationId)) await store.followUps.done(claimed)
    }
  }

  /** False: there may be more to mail. */
  async function follow(conversationId: string): Promise<boolean> {
    const conversation = await store.conversations.get(conversationId)
    if (conversation === undefined || mail?.begins === undefined) return true
    const { thread, customerId } = conversation
    // Who goes on elsewhere, as by an answer to an earlier mail, is answered there.
    if (thread.channel !== 'webchat') return true
    const email = (await store.conversations.customer(customerId))?.email
    if (email === undefined) return true
    const unseen = await store.webchat.unseen(thread.key, MOST_ANSWERS)
    const [first, last] = [unseen.at(0), unseen.at(-1)]
    if (first === undefined || last === undefined) return true
    const { channel, begins } = mail
    const lent = await store.identities.lend({ conversationId, channel, account: begins.account, key: email })
    if (lent === undefined) return true
    const link = publicUrl === undefined ? undefined : await linkTo(thread.key, publicUrl)
    const payload: MailRow = {
      purpose: 'byEmail',
      threadId: lent.threadId,
      own: lent.own,
      activities: unseen.map(({ activity }) => forMail(activity)),
      ...(link !== undefined && { link }),
    }
    const [row] = await store.inbox.enqueue([
      {
        conversationId,
        kind: 'timer',
        // Of two processes that begin at the same entry, one mails, however far the other has read.
        key: `mail:${first.seq}`,
        payload: payload as unknown as Json,
        dueAt: isoTime(clock()),
        // In the same commit, so that it is told once; what is said from here on is another mail.
        reaches: { key: thread.key, seq: last.seq },
      },
    ])
    if (row?.fresh !== true) return false
    log.info(
      { conversation: conversationId, answers: unseen.length, own: lent.own },
      'an answer goes by mail',
    )
    return unseen.length < MOST_ANSWERS
  }

  /** The secret stands behind the #, which no server, log or Referer header gets to see; the store keeps its hash. */
  async function linkTo(key: string, base: string): Promise<string> {
    const code = randomBytes(24).toString('base64url')
    const hash = createHash('sha256').update(code).digest('hex')
    await store.webchat.issueLink({ hash, key, until: isoTime(clock() + LINK_MS) })
    return `${base}/chat#continue=${code}`
  }

  return {
    start() {
      timer = setInterval(() => {
        running = running
          .then(look)
          .catch(error => log.error(errorFields(error), 'answers by mail wait for the database'))
      }, everyMs).unref()
    },
    async stop() {
      clearInterval(timer)
      await running
    },
  }
}

const forMail = ({ type, text, attachments, locale, from, channelData }: Activity): Activity => ({
  type,
  ...(text !== undefined && { text }),
  ...(attachments !== undefined && { attachments }),
  ...(locale !== undefined && { locale }),
  ...(from !== undefined && { from }),
  ...(channelData !== undefined && { channelData: { speaker: 'agent' } }),
})
