import { z } from 'zod'
import type { ContextPackage } from '../../../protocol/api/handoff.ts'
import { RateLimited } from '../../../protocol/errors.ts'
import type { Json } from '../../../protocol/json.ts'
import { word } from './blocks.ts'
import type { SlackDeps, SlackThread } from './deps.ts'
import { arrivalLine, arrivalOf, type Entry, entryMessage, isAnswer } from './entry-message.ts'
import { lineMessage } from './head-message.ts'
import type { Outlet, Try } from './outlet.ts'
import type { Threads } from './thread.ts'
import type { SlackApi } from './web-api.ts'

/** What an outbox row of kind `desk` tells Slack. */
export const slackNoticeSchema = z.discriminatedUnion('kind', [
  /** The hand-off began or changed; `event` names the change in the order of events. */
  z.object({
    desk: z.literal('slack'),
    kind: z.literal('change'),
    handoffId: z.string(),
    event: z.string(),
    change: z.string(),
    by: z.string().optional(),
  }),
  /** Something was said. */
  z.object({
    desk: z.literal('slack'),
    kind: z.literal('entry'),
    handoffId: z.string(),
    entryId: z.string(),
  }),
  /** It is known, or otherwise known, what became of an answer. */
  z.object({
    desk: z.literal('slack'),
    kind: z.literal('arrival'),
    handoffId: z.string(),
    entryId: z.string(),
  }),
])
export type SlackNotice = z.infer<typeof slackNoticeSchema>

export const entryKey = (entryId: string): string => `entry:${entryId}`
/** An answer that was typed in the thread: the line below it. */
export const sentKey = (entryId: string): string => `sent:${entryId}`

/** The place in Slack at which an agent's row was made, as its inbox key ends. */
const ORIGIN = /:(note|reply):(?:.*:)?slack:([CG][A-Z0-9]+):(\d+\.\d+)/

/** For so long after a message its files are waited for, before the thread goes on without them. */
const FILES_WAIT_MS = 45_000

/** What the line in the thread says of a change; the others are seen in the first message alone. */
const CHANGES: Readonly<Record<string, (by: string, one: ContextPackage) => string>> = {
  claim: by => `:raising_hand: ${by} has it`,
  accept: by => `:raising_hand: ${by} has it`,
  decline: by => `:leftwards_arrow_with_hook: ${by} gave it back`,
  transfer: (by, one) =>
    `:arrows_counterclockwise: ${by} passed it on${one.agentName ? ` to ${word(one.agentName)}` : ''}`,
  hold: by => `:double_vertical_bar: ${by} put it on hold`,
  resume: by => `:arrow_forward: ${by} goes on`,
  return: by => `:robot_face: ${by} returned it to the bot`,
  resolve: (by, one) =>
    `:white_check_mark: ${by} resolved it${one.cause ? `: ${word(one.causeTitle ?? one.cause)}` : ''}`,
  vanished: (_, one) =>
    `:ghost: whoever had it is gone: it waits again${one.agentName ? '' : ' for somebody'}`,
  escalated: () => ':rotating_light: *the promised time is over, and nobody has answered*',
}

interface CarryDeps extends Pick<SlackDeps, 'store' | 'desk' | 'clock' | 'consoleUrl'> {
  api: SlackApi
  outlet: Outlet
  threads: Threads
  shareFile(thread: SlackThread, mediaId: string, tried: Try): Promise<void>
}

/**
 * Tells Slack what a row says; however often it is told, it stands there once.
 * @throws RateLimited | Unreachable | Refused
 */
export const createCarry =
  (deps: CarryDeps) =>
  async (payload: Json, tried: Try): Promise<void> => {
    const notice = slackNoticeSchema.parse(payload)
    const one = await deps.desk.show(notice.handoffId)
    if (one === undefined) return
    const thread = await deps.threads.of(one, tried)
    if (thread === undefined) return
    switch (notice.kind) {
      case 'change':
        await deps.threads.refresh(one, thread, tried.signal)
        return tellChange(deps, one, thread, notice, tried)
      case 'entry':
        return tellEntry(deps, one, thread, notice.entryId, tried)
      case 'arrival':
        return tellArrival(deps, one, thread, notice.entryId, tried)
    }
  }

async function tellChange(
  { outlet }: CarryDeps,
  one: ContextPackage,
  thread: SlackThread,
  { change, event, by }: SlackNotice & { kind: 'change' },
  tried: Try,
): Promise<void> {
  const line = Object.hasOwn(CHANGES, change)
    ? CHANGES[change]?.(by === undefined ? 'somebody' : word(by), one)
    : undefined
  if (line === undefined) return
  await outlet.post(thread, `event:${event}`, lineMessage(line), tried, { broadcast: change === 'escalated' })
}

async function tellEntry(
  deps: CarryDeps,
  one: ContextPackage,
  thread: SlackThread,
  entryId: string,
  tried: Try,
): Promise<void> {
  // The thread's second message tells of what was said before it began.
  const entry = await deps.desk.entry(one, entryId, thread.upto)
  if (entry === undefined) return
  const origin = await originOf(deps, entry)
  // What was typed in the thread of another channel is not to be read in this one.
  if (origin !== undefined && origin.channelId === thread.channelId) {
    if (origin.verb === 'reply') await markSent(deps, thread, entry, origin, tried)
    return
  }
  waitForFiles(deps, entry)
  const message = entryMessage(entry, one, deps.consoleUrl?.(one.id))
  if (message === undefined) return
  const shown = entry.speaker === 'agent' && isAnswer(entry) ? openState(entry) : undefined
  await deps.outlet.post(thread, entryKey(entryId), message, tried, shown === undefined ? {} : { shown })
  for (const id of fileIds(entry)) await deps.shareFile(thread, id, tried)
}

/** What an entry brought: stored files, and those of our own web chat, which it names by their link. */
function fileIds({ media = [], activity }: Entry): string[] {
  const stored = media.flatMap(({ id, status }) => (status === 'stored' ? [id] : []))
  const chat = (activity.attachments ?? []).flatMap(
    ({ contentUrl = '' }) => /\/v3\/directline\/files\/(att_[\w-]+)\?/.exec(contentUrl)?.[1] ?? [],
  )
  return [...new Set([...stored, ...chat])]
}

/** `shown` of an answer's post: kept while it may still change. */
const openState = (entry: Entry): string => arrivalOf(entry.delivery)

async function originOf({ store }: CarryDeps, entry: Entry) {
  if (entry.speaker !== 'agent') return undefined
  const [, verb, channelId, ts] = ORIGIN.exec((await store.keyOf(entry.id.split(':')[0] ?? '')) ?? '') ?? []
  return verb === undefined || channelId === undefined || ts === undefined
    ? undefined
    : { verb, channelId, ts }
}

/** A message of the thread went to the customer on purpose: a sign under it, and a line below. */
async function markSent(
  { api, outlet }: CarryDeps,
  thread: SlackThread,
  entry: Entry,
  { channelId, ts }: { channelId: string; ts: string },
  tried: Try,
): Promise<void> {
  // Without the scope, or with the message deleted, the line tells it.
  await api.call('reactions.add', { channel: channelId, timestamp: ts, name: 'white_check_mark' }, UNMARKABLE)
  const line = lineMessage(
    `${arrivalLine(entry)}${entry.author === undefined ? '' : ` · ${word(entry.author)}`}`,
  )
  await outlet.post(thread, sentKey(entry.id), line, tried, { shown: openState(entry) })
}

const UNMARKABLE = [
  'already_reacted',
  'message_not_found',
  'missing_scope',
  'too_many_reactions',
  'bad_timestamp',
]

async function tellArrival(
  { store, desk, outlet, consoleUrl }: CarryDeps,
  one: ContextPackage,
  thread: SlackThread,
  entryId: string,
  tried: Try,
): Promise<void> {
  const entry = await desk.entry(one, entryId)
  if (entry === undefined) return
  for (const key of [entryKey(entryId), sentKey(entryId)]) {
    const post = await store.post(one.id, key)
    const shown = openState(entry)
    if (post === undefined || post.shown === undefined || post.shown === shown) continue
    const message =
      key === sentKey(entryId)
        ? lineMessage(`${arrivalLine(entry)}${entry.author === undefined ? '' : ` · ${word(entry.author)}`}`)
        : entryMessage(entry, one, consoleUrl?.(one.id))
    // In a thread that was left nothing is told any more: what did not arrive is told here.
    if ((await desk.entry(one, entryId, thread.upto)) === undefined) {
      if (shown === 'failed')
        await outlet.post(thread, `failed:${entryId}`, lineMessage(arrivalLine(entry)), tried)
    } else if (message !== undefined) {
      await outlet.update(thread.channelId, post.ts, message, tried.signal)
    }
    await store.putPost({ ...post, shown })
  }
}

/** @throws RateLimited while its files are being loaded */
function waitForFiles({ clock }: CarryDeps, { at, media = [] }: Entry): void {
  const isYoung = clock() - Date.parse(at) < FILES_WAIT_MS
  if (isYoung && media.some(({ status }) => status === 'wanted'))
    throw new RateLimited('slack: a file of this message is still being loaded', 1_500)
}
