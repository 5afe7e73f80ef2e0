import type { Activity } from '../../../protocol/activity.ts'
import { isoTime } from '../../../protocol/clock.ts'
import type { HttpAnswer, HttpRequest } from '../../../protocol/http.ts'
import { logEntryId } from '../../../protocol/ids.ts'
import { checkMessageRate, credentialsOf, type Webchat } from '../context.ts'
import { ACCOUNT, platformIdOf, postedActivity, toInbound, useOf } from '../parse.ts'
import { readActivity } from '../payload.ts'
import type { Opened } from '../verify.ts'
import { presentEntry, readWatermark } from '../watermark.ts'

/** Activities in one answer to GET; the client asks on with the watermark. */
const PAGE = 500

/** POST /conversations/:id/activities */
export function post(chat: Webchat, request: HttpRequest): Promise<HttpAnswer> {
  return postWith(chat, request, async () => readActivity(request.body))
}

/**
 * Takes a place in the conversation's lane at once, so that posts keep the order in which they came, then checks, reads and stores.
 * `read` runs after the checks: only who may post makes us unpack a body.
 */
export function postWith(
  chat: Webchat,
  request: HttpRequest,
  read: (who: Opened) => Promise<Activity>,
): Promise<HttpAnswer> {
  const id = request.params.id as string
  return chat.lanes(id, async () => {
    const who = await chat.access.conversation(credentialsOf(request), id)
    checkMessageRate(chat, who.conversationId)
    const activity = await read(who)
    return { status: 200, body: { id: await store(chat, who, activity, request.clientAddress) } }
  })
}

/**
 * Into log and inbox, and the answer after both: the echo stands before the bot's answer, and a crash between them is
 * mended by the client, which got no answer and posts again under the same `clientActivityID`. Both inserts know that key.
 */
async function store(chat: Webchat, who: Opened, activity: Activity, clientAddress: string): Promise<string> {
  const { conversationId } = who
  const at = isoTime(chat.deps.clock())
  const posted = postedActivity(activity, who, at)
  const use = useOf(posted)
  if (use === 'ignore') return `${conversationId}|ignored`
  if (use === 'live') {
    chat.deps.webchat.onTyping(ACCOUNT, conversationId)
    return chat.streams.pushLive(conversationId, posted)
  }
  const platformId = platformIdOf(conversationId, posted)
  const inbound = toInbound(posted, who, platformId, clientAddress)
  return logEntryId(conversationId, await chat.deps.webchat.post(inbound, `in:${platformId}`))
}

/** GET /conversations/:id/activities?watermark= */
export async function list(chat: Webchat, request: HttpRequest): Promise<HttpAnswer> {
  const { conversationId } = await chat.access.conversation(
    credentialsOf(request),
    request.params.id as string,
  )
  const { log } = chat.deps.webchat
  const after = await readWatermark(request.query.get('watermark'), log, conversationId)
  const entries = await log.read(conversationId, after, PAGE)
  const last = entries.at(-1)
  if (last !== undefined) await log.reached(conversationId, last.seq)
  return {
    status: 200,
    headers: { 'cache-control': 'no-store' },
    body: {
      activities: entries.map(entry => presentEntry(conversationId, entry)),
      watermark: String(entries.at(-1)?.seq ?? after),
    },
  }
}
