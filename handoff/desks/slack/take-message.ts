import { z } from 'zod'
import { isoTime } from '../../../protocol/clock.ts'
import { Refused } from '../../../protocol/errors.ts'
import type { Acted, SlackCaller, SlackDeps, SlackThread } from './deps.ts'
import { type LoadedFile, type SlackFile, slackFileSchema } from './files-in.ts'
import type { Outlet } from './outlet.ts'
import type { People, Person } from './people.ts'
import { afterMention, shorten, typedText } from './slack-text.ts'
import { movedLine } from './thread.ts'

/* What somebody writes in a thread is for the desk, unless it is sent on purpose. */

const saidSchema = z.looseObject({
  user: z.string().optional(),
  bot_id: z.string().nullish(),
  subtype: z.string().optional(),
  text: z.string().optional(),
  blocks: z.unknown().optional(),
  ts: z.string().optional(),
  thread_ts: z.string().optional(),
  files: z.array(slackFileSchema.catch({ id: '' })).nullish(),
  edited: z.looseObject({ ts: z.string() }).nullish(),
})
export type Said = z.infer<typeof saidSchema>

export const messageEventSchema = z.looseObject({
  ...saidSchema.shape,
  channel: z.string(),
  ts: z.string(),
  event_ts: z.string().optional(),
  deleted_ts: z.string().optional(),
  message: saidSchema.nullish(),
  previous_message: saidSchema.nullish(),
})
export type MessageEvent = z.infer<typeof messageEventSchema>

/** What was written, as against what Slack tells of a channel. */
const WRITTEN = new Set<string | undefined>([undefined, 'file_share', 'thread_broadcast', 'me_message'])

/** Characters that the desk takes of one note. */
const NOTE_CHARS = 16_000

export interface MessageDeps extends Pick<SlackDeps, 'store' | 'desk' | 'clock'> {
  outlet: Pick<Outlet, 'whisper'>
  people: People
  loadFile(file: SlackFile): Promise<LoadedFile>
  /** Of this app. */
  appUserId(): Promise<string>
}

/** The end of the inbox key under which a message of Slack was taken: once as each verb. */
const keyOf = (channel: string, ts: string): string => `slack:${channel}:${ts}`
/** Where the inbox row of a message is kept, which says what became of it. */
const madeKey = (verb: 'note' | 'reply', channel: string, ts: string): string => `${verb}:${channel}:${ts}`

/** Does it at the desk, and keeps the row that it made: for what becomes of the message later. */
async function make(
  { desk, store, clock }: MessageDeps,
  thread: SlackThread,
  caller: SlackCaller,
  { verb, body, channel, ts }: { verb: 'note' | 'reply'; body: object; channel: string; ts: string },
): Promise<Acted> {
  const { handoffId } = thread
  const acted = await desk.act(caller, handoffId, verb, body, keyOf(channel, ts))
  if (acted.ok && acted.id !== undefined)
    await store.putPost({ handoffId, key: madeKey(verb, channel, ts), ts: acted.id, at: isoTime(clock()) })
  return acted
}

/** Takes an event `message` or `app_mention`. What it throws is tried again, Refused excepted. */
export async function takeMessage(deps: MessageDeps, raw: unknown): Promise<void> {
  const event = messageEventSchema.safeParse(raw).data
  if (event === undefined) return
  const said = event.message ?? event.previous_message ?? event
  if (said.thread_ts === undefined || said.bot_id || event.bot_id || said.user === undefined) return
  const thread = await deps.store.threadAt(event.channel, said.thread_ts)
  if (thread === undefined) return
  if (event.subtype === 'message_changed') return takeChange(deps, thread, event)
  if (event.subtype === 'message_deleted') return takeDeletion(deps, thread, event)
  if (!WRITTEN.has(event.subtype) || event.ts === thread.ts) return
  const appUserId = await deps.appUserId()
  if (said.user === appUserId) return
  if (thread.leftAt !== undefined) return tellMoved(deps, thread, said.user)
  const person = await deps.people.of(said.user)
  const asked = afterMention(event, appUserId)
  if (asked === undefined) await keepNote(deps, thread, person, event)
  else await sendOn(deps, thread, person, { ...event, ...asked, channel: event.channel, ts: event.ts })
}

/** Of a thread that was left: what is written there does nothing. */
export async function tellMoved(
  { store, outlet }: Pick<MessageDeps, 'store' | 'outlet'>,
  { channelId, ts, handoffId }: SlackThread,
  userId: string,
): Promise<void> {
  const now = await store.thread(handoffId)
  await outlet.whisper(
    { channelId, threadTs: ts, userId },
    `${movedLine(now?.channelId)}. What you write here stays in Slack only: nothing was noted, and nothing was sent.`,
  )
}

/** Sends a message of the thread to the customer: by a mention, or by the shortcut. */
export async function sendOn(
  deps: MessageDeps,
  thread: SlackThread,
  person: Person,
  said: Said & { channel: string; ts: string },
): Promise<void> {
  const tell = (text: string) =>
    deps.outlet.whisper({ channelId: thread.channelId, threadTs: thread.ts, userId: person.userId }, text)
  if (person.caller === undefined) return tell(person.sentence ?? 'You may not answer customers from here.')
  if ((await deps.store.post(thread.handoffId, madeKey('reply', said.channel, said.ts))) !== undefined)
    return tell('This message was sent already: the customer has it once.')
  const text = typedText(said, deps.people.nameOf)
  const files = (said.files ?? []).filter(({ id }) => id !== '')
  if (text === '' && files.length === 0)
    return tell(
      'There is nothing to send: write the answer behind the mention, as “@Conserje Your parcel arrives tomorrow”.',
    )
  const attachments: object[] = []
  for (const file of files) {
    const kept = await keepFile(deps, person, file)
    // A part of an answer would be another answer: it is for the agent to decide.
    if ('sentence' in kept) return tell(`Nothing was sent: ${kept.sentence}`)
    attachments.push(kept)
  }
  const body = { ...(text !== '' && { text }), ...(attachments.length > 0 && { attachments }) }
  const { channel, ts } = said
  const acted = await make(deps, thread, person.caller, { verb: 'reply', body, channel, ts })
  if (!acted.ok) await tell(`Nothing was sent: ${acted.sentence}`)
}

async function keepFile(
  { loadFile, desk }: MessageDeps,
  person: Person,
  file: SlackFile,
): Promise<{ contentType: string; contentUrl: string; name: string } | { sentence: string }> {
  try {
    return await desk.upload(person.author, await loadFile(file))
  } catch (error) {
    if (error instanceof Refused) return { sentence: error.message }
    throw error
  }
}

async function keepNote(
  deps: MessageDeps,
  thread: SlackThread,
  person: Person,
  event: MessageEvent,
): Promise<void> {
  const text = noteText(event, deps.people.nameOf)
  if (text === '') return
  const { channel, ts } = event
  const acted = await make(deps, thread, person.author, { verb: 'note', body: { text }, channel, ts })
  if (acted.ok) return
  await deps.outlet.whisper(
    { channelId: thread.channelId, threadTs: thread.ts, userId: person.userId },
    `What you wrote stays in Slack only: ${acted.sentence}`,
  )
}

function noteText(said: Said, nameOf: People['nameOf']): string {
  const files = (said.files ?? []).map(file => `📎 ${file.name ?? file.title ?? 'file'} (in Slack)`)
  return shorten([typedText(said, nameOf), ...files].filter(Boolean).join('\n'), NOTE_CHARS)
}

/** A changed note is changed here too. What went to the customer is out: its author is told so. */
async function takeChange(deps: MessageDeps, thread: SlackThread, event: MessageEvent): Promise<void> {
  const { message, previous_message: before } = event
  if (message?.ts === undefined || message.user === undefined) return
  const text = noteText(message, deps.people.nameOf)
  // Slack tells of a preview, or of a first answer, as of a change.
  if (before && noteText(before, deps.people.nameOf) === text) return
  const at = message.edited?.ts ?? event.event_ts ?? event.ts
  await changeNote(deps, thread, { channel: event.channel, ts: message.ts, userId: message.user }, at, text)
}

async function takeDeletion(deps: MessageDeps, thread: SlackThread, event: MessageEvent): Promise<void> {
  const { previous_message: before } = event
  const ts = event.deleted_ts ?? before?.ts
  if (ts === undefined || before?.user === undefined) return
  await changeNote(deps, thread, { channel: event.channel, ts, userId: before.user }, 'deleted', undefined)
}

async function changeNote(
  { store, desk, outlet, people }: MessageDeps,
  thread: SlackThread,
  at: { channel: string; ts: string; userId: string },
  version: string,
  text: string | undefined,
): Promise<void> {
  const { conversationId, handoffId } = thread
  const made = async (verb: 'note' | 'reply') =>
    (await store.post(handoffId, madeKey(verb, at.channel, at.ts)))?.ts
  const [note, reply] = await Promise.all([made('note'), made('reply')])
  if (note !== undefined) {
    const person = await people.of(at.userId)
    await desk.changeNote(
      person.author,
      { handoffId, conversationId, entryId: `${note}:0`, ...(text !== undefined && text !== '' && { text }) },
      `${keyOf(at.channel, at.ts)}:${version}`,
    )
  }
  if (reply === undefined) return
  await outlet.whisper(
    { channelId: thread.channelId, threadTs: thread.ts, userId: at.userId },
    'The customer was sent this already, and still reads it as it was: send another message to correct it.',
  )
}
