import { createHash, randomUUID } from 'node:crypto'
import type { Activity, Attachment } from '../../protocol/activity.ts'
import type { Inbound } from '../adapter.ts'
import { Refusal } from './refusal.ts'
import type { Opened } from './verify.ts'

/** One web chat a server: the account of every thread. */
export const ACCOUNT = 'webchat'

/** What becomes of a posted activity: into the inbox, only shown to the open pages, or nothing (the server makes these itself). */
export type Use = 'inbox' | 'live' | 'ignore'

export function useOf(activity: Activity): Use {
  if (activity.type === 'typing') return 'live'
  return activity.type === 'conversationUpdate' || activity.type === 'contactRelationUpdate'
    ? 'ignore'
    : 'inbox'
}

/**
 * The inbox's key of a post. A client that did not get our answer posts again with the same `clientActivityID`, and that makes one message;
 * without one every post is new.
 */
export function platformIdOf(conversationId: string, activity: Activity): string {
  const data = activity.channelData
  const own =
    typeof data === 'object' && data !== null && 'clientActivityID' in data
      ? data.clientActivityID
      : undefined
  if (typeof own !== 'string' || own === '') return `${conversationId}:p:${randomUUID()}`
  // A client may choose any text; keys of tables are short and plain.
  const key = /^[\w.-]{1,128}$/.test(own) ? own : `#${createHash('sha256').update(own).digest('hex')}`
  return `${conversationId}:c:${key}`
}

/**
 * The activity as it is logged and echoed: what the client wrote, except who wrote it and when, which the client does not decide.
 * @throws Refusal `BadArgument` for a link that is neither http, https nor data
 */
export function postedActivity(activity: Activity, who: Opened, at: string): Activity {
  for (const { contentUrl } of activity.attachments ?? []) checkLink(contentUrl)
  return {
    ...activity,
    timestamp: at,
    channelId: 'webchat',
    conversation: { id: who.conversationId },
    from: { ...activity.from, id: who.userId, role: 'user' },
  }
}

function checkLink(url: Attachment['contentUrl']): void {
  // Agents open these links: a `javascript:` or `file:` one must not reach them.
  if (url !== undefined && url !== '' && !/^(https?:|data:)/i.test(url)) {
    throw new Refusal('BadArgument', 'attachments.contentUrl: expected a link with http, https or data')
  }
}

/** A posted activity for the inbox. A pressed choice (a `value`) and an event are acted on at once, words may be followed by more words. */
export function toInbound(posted: Activity, who: Opened, platformId: string, clientAddress: string): Inbound {
  return {
    account: ACCOUNT,
    threadKey: who.conversationId,
    platformId,
    kind: 'activity',
    activity: posted,
    settle: posted.type === 'message' && (posted.value === undefined || posted.value === null),
    ...customerOf(who.userName, posted.locale),
    clientAddress,
  }
}

/** The customer opened the chat: what the bot's welcome answers. One a conversation, however often it is started. */
export function startInbound(
  who: Opened,
  locale: string | undefined,
  at: string,
  clientAddress: string,
): Inbound {
  const user = { id: who.userId, role: 'user', ...(who.userName === undefined ? {} : { name: who.userName }) }
  return {
    account: ACCOUNT,
    threadKey: who.conversationId,
    platformId: `${who.conversationId}:start`,
    kind: 'activity',
    activity: {
      type: 'conversationUpdate',
      timestamp: at,
      channelId: 'webchat',
      conversation: { id: who.conversationId },
      from: user,
      membersAdded: [user],
      ...(locale === undefined ? {} : { locale }),
    },
    settle: false,
    ...customerOf(who.userName, locale),
    clientAddress,
  }
}

const LANGUAGE_TAG = /^[a-z]{2,8}([-_][a-z0-9]{1,8})*$/i

function customerOf(name: string | undefined, locale: string | undefined): Pick<Inbound, 'customer'> {
  const customer = {
    ...(name === undefined ? {} : { name }),
    ...(locale !== undefined && LANGUAGE_TAG.test(locale) ? { locale } : {}),
  }
  return Object.keys(customer).length === 0 ? {} : { customer }
}
