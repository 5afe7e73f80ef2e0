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
/** More that nobody has read is found in the chat. */
const MOST_ANSWERS = 20
const LINK_MS = 7 * 24 * 3_600_000

/**
 * Sends what a person said in a web chat to who has closed it and left an address. Each look may be repeated, and by several processes: the mail's inbox row is unique by the entries
 * that it tells.
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
      await follow(followUp.conversationId)
      await store.followUps.done(followUp)
    }
  }

  async function follow(conversationId: string): Promise<void> {
    const conversation = await store.conversations.get(conversationId)
    if (conversation === undefined || mail?.begins === undefined) return
    const { thread, customerId } = conversation
    // Who goes on elsewhere, as by an answer to an earlier mail, is answered there.
    if (thread.channel !== 'webchat') return
    const email = (await store.conversations.customer(customerId))?.email
    if (email === undefined) return
    const unseen = await store.webchat.unseen(thread.key, MOST_ANSWERS)
    const last = unseen.at(-1)
    if (last === undefined) return
    const { channel, begins } = mail
    const lent = await store.identities.lend({ conversationId, channel, account: begins.account, key: email })
    if (lent === undefined) return
    const link = publicUrl === undefined ? undefined : await linkTo(thread.key, publicUrl)
    const payload: MailRow = {
      purpose: 'byEmail',
      threadId: lent.threadId,
      own: lent.own,
      activities: unseen.map(({ activity }) => forMail(activity)),
      ...(link !== undefined && { link }),
    }
    await store.inbox.enqueue([
      {
        conversationId,
        kind: 'timer',
        key: `mail:${last.seq}`,
        payload: payload as unknown as Json,
        dueAt: isoTime(clock()),
      },
    ])
    // Told of once; what is said from here on is another mail.
    await store.webchat.reached(thread.key, last.seq)
    log.info(
      { conversation: conversationId, answers: unseen.length, own: lent.own },
      'an answer goes by mail',
    )
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
