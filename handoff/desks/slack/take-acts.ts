import type { App } from '@slack/bolt'
import { z } from 'zod'
import { ConserjeError } from '../../../protocol/errors.ts'
import type { SlackDeps } from './deps.ts'
import { ACTIONS, isOpen } from './head-message.ts'
import {
  CANNED_ACTION,
  type ModalMetadata,
  readMetadata,
  readValues,
  replyModal,
  resolveModal,
  VIEWS,
} from './modals.ts'
import type { Outlet } from './outlet.ts'
import type { People, Person } from './people.ts'
import { afterMention } from './slack-text.ts'
import { type MessageDeps, sendOn, takeMessage, tellMoved } from './take-message.ts'
import type { SlackApi } from './web-api.ts'

export const SEND_SHORTCUT = 'conserje_send'

const actionSchema = z.looseObject({
  trigger_id: z.string().optional(),
  user: z.looseObject({ id: z.string() }),
  channel: z.looseObject({ id: z.string() }).optional(),
  message: z.looseObject({ ts: z.string(), thread_ts: z.string().optional() }).optional(),
  actions: z
    .array(
      z.looseObject({
        value: z.string().optional(),
        action_ts: z.string().optional(),
        selected_option: z.looseObject({ value: z.string() }).nullish(),
      }),
    )
    .min(1),
  view: z
    .looseObject({ id: z.string(), hash: z.string().optional(), private_metadata: z.string().optional() })
    .optional(),
})
type Action = z.infer<typeof actionSchema>

const viewSchema = z.looseObject({
  user: z.looseObject({ id: z.string() }),
  view: z.looseObject({
    id: z.string(),
    private_metadata: z.string().optional(),
    state: z.unknown().optional(),
  }),
})

const shortcutSchema = z.looseObject({
  user: z.looseObject({ id: z.string() }),
  channel: z.looseObject({ id: z.string() }),
  message: z.looseObject({ ts: z.string(), thread_ts: z.string().optional(), bot_id: z.string().nullish() }),
})

export interface ActDeps extends MessageDeps, Pick<SlackDeps, 'log'> {
  api: SlackApi
  outlet: Outlet
  people: People
}

type Verb = 'claim' | 'return'

/** All that people do in Slack, as Bolt calls it. A button and a modal are answered once what they do is kept. */
export function addActs(app: App, deps: ActDeps): void {
  app.event('message', ({ event }) => takeMessage(deps, event))
  app.event('app_mention', ({ event }) => takeMessage(deps, event))
  app.shortcut({ callback_id: SEND_SHORTCUT, type: 'message_action' }, ({ body }) => sendMessage(deps, body))

  const button = (actionId: string, act: (deps: ActDeps, action: Action, person: Person) => Promise<void>) =>
    app.action(actionId, async ({ body, ack }) => {
      await pressed(deps, body, act)
      await ack()
    })
  button(ACTIONS.claim, (_, action, person) => move(deps, action, person, 'claim'))
  button(ACTIONS.takeOver, (_, action, person) => move(deps, action, person, 'claim', { takeOver: true }))
  button(ACTIONS.return, (_, action, person) => move(deps, action, person, 'return'))
  button(ACTIONS.reply, openReply)
  button(ACTIONS.resolve, openResolve)
  button(CANNED_ACTION, fillIn)
  // A link that the reader's own browser opens.
  app.action(ACTIONS.console, ({ ack }) => ack())

  app.view({ callback_id: VIEWS.reply, type: 'view_submission' }, async ({ body, ack }) => {
    await ack(await submitReply(deps, body))
  })
  app.view({ callback_id: VIEWS.resolve, type: 'view_submission' }, async ({ body, ack }) => {
    await ack(await submitResolve(deps, body))
  })
  // Who closes a modal has done nothing: what they typed is Slack's to forget.
  for (const callback_id of Object.values(VIEWS))
    app.view({ callback_id, type: 'view_closed' }, ({ ack }) => ack())
}

/** A fault that passes is told to whoever pressed: nothing was done, and they may press again. */
async function pressed(
  deps: ActDeps,
  body: unknown,
  act: (deps: ActDeps, action: Action, person: Person) => Promise<void>,
): Promise<void> {
  const action = actionSchema.safeParse(body).data
  if (action === undefined) return
  try {
    const person = await deps.people.of(action.user.id)
    if (person.caller === undefined)
      return await tell(deps, action, person.sentence ?? 'You may not do that from here.')
    await act(deps, action, person)
  } catch (error) {
    if (!(error instanceof ConserjeError)) throw error
    deps.log.warn({ reason: `${error.code}: ${error.message}` }, 'a button in Slack was pressed in vain')
    await tell(deps, action, 'Nothing was done, since something did not answer: try again in a moment.')
  }
}

async function tell(
  { outlet }: ActDeps,
  { user, channel, message, view }: Action,
  text: string,
): Promise<void> {
  const about = readMetadata(view?.private_metadata)
  const channelId = channel?.id ?? about?.channelId
  const threadTs = message?.thread_ts ?? message?.ts ?? about?.threadTs
  if (channelId === undefined) return
  await outlet.whisper({ channelId, userId: user.id, ...(threadTs !== undefined && { threadTs }) }, text)
}

const handoffOf = ({ actions: [first] }: Action): string => first?.value ?? ''

/** Of several who claim at once the desk lets one win; the others read who. */
async function move(
  deps: ActDeps,
  action: Action,
  person: Person,
  verb: Verb,
  body: object = {},
): Promise<void> {
  const { desk } = deps
  const id = handoffOf(action)
  const { caller } = person
  if (caller === undefined) return
  const before = await desk.show(id)
  const own = verb === 'claim' && before?.status === 'offered' && before.agentId === caller.id
  const key = `slack:${action.user.id}:${action.actions[0]?.action_ts ?? action.trigger_id ?? ''}`
  const acted = await desk.act(caller, id, own ? 'accept' : verb, body, key)
  if (acted.ok) return
  const now = await desk.show(id)
  const has = now?.status === 'active' && now.agentName !== undefined ? ` ${now.agentName} has it.` : ''
  await tell(deps, action, `${acted.sentence}.${has}`.replaceAll('..', '.'))
}

const placeOf = (action: Action): ModalMetadata => ({
  handoffId: handoffOf(action),
  channelId: action.channel?.id ?? '',
  threadTs: action.message?.thread_ts ?? action.message?.ts ?? '',
})

async function openReply(deps: ActDeps, action: Action, { caller }: Person): Promise<void> {
  const place = placeOf(action)
  const one = await deps.desk.show(place.handoffId)
  if (one === undefined || caller === undefined) return
  if (!isOpen(one))
    return tell(deps, action, `This hand-off is ${one.status}: nobody can reply to it any more.`)
  const canned = await deps.desk.canned(caller, one.id)
  await deps.api.call('views.open', { trigger_id: action.trigger_id, view: replyModal(one, canned, place) })
  // The customer sees that somebody writes; no harm where they don't.
  await deps.desk.act(caller, one.id, 'typing', {}, '').catch(() => undefined)
}

async function openResolve(deps: ActDeps, action: Action): Promise<void> {
  const place = placeOf(action)
  const one = await deps.desk.show(place.handoffId)
  if (one === undefined) return
  if (!isOpen(one)) return tell(deps, action, `This hand-off is ${one.status} already.`)
  await deps.api.call('views.open', {
    trigger_id: action.trigger_id,
    view: resolveModal(await deps.desk.causes(), place),
  })
}

/** A canned reply was chosen in the modal: its text stands in the input then. */
async function fillIn(deps: ActDeps, action: Action, { caller }: Person): Promise<void> {
  const place = readMetadata(action.view?.private_metadata)
  const name = action.actions[0]?.selected_option?.value
  const one = place && (await deps.desk.show(place.handoffId))
  if (one === undefined || place === undefined || caller === undefined || action.view === undefined) return
  const canned = await deps.desk.canned(caller, one.id)
  const chosen = canned.find(reply => reply.name === name)
  await deps.api.call('views.update', {
    view_id: action.view.id,
    ...(action.view.hash !== undefined && { hash: action.view.hash }),
    view: replyModal(one, canned, place, chosen),
  })
}

/** What Slack shows in the modal; undefined closes it. */
type Shown = { response_action: 'errors'; errors: Record<string, string> } | undefined

const fault = (block: string, text: string): Shown => ({
  response_action: 'errors',
  errors: { [block]: text.slice(0, 150) },
})

async function submitReply(deps: ActDeps, body: unknown): Promise<Shown> {
  const { user, view } = viewSchema.parse(body)
  const about = readMetadata(view.private_metadata)
  const { reply, replyBlock } = readValues(view.state)
  if (about === undefined) return undefined
  if (reply === undefined) return fault(replyBlock, 'Write something for the customer.')
  return submit(deps, user.id, replyBlock, caller =>
    deps.desk.act(caller, about.handoffId, 'reply', { text: reply }, `slack-view:${view.id}`),
  )
}

async function submitResolve(deps: ActDeps, body: unknown): Promise<Shown> {
  const { user, view } = viewSchema.parse(body)
  const about = readMetadata(view.private_metadata)
  const { cause, note } = readValues(view.state)
  if (about === undefined) return undefined
  if (cause === undefined) return fault('cause', 'Choose a cause.')
  const given = { cause, ...(note !== undefined && { note }) }
  return submit(deps, user.id, 'cause', caller =>
    deps.desk.act(caller, about.handoffId, 'resolve', given, `slack-view:${view.id}`),
  )
}

async function submit(
  { people, log }: ActDeps,
  userId: string,
  block: string,
  act: (caller: NonNullable<Person['caller']>) => Promise<{ ok: true } | { ok: false; sentence: string }>,
): Promise<Shown> {
  try {
    const { caller, sentence } = await people.of(userId)
    if (caller === undefined) return fault(block, sentence ?? 'You may not do that from here.')
    const acted = await act(caller)
    return acted.ok ? undefined : fault(block, acted.sentence)
  } catch (error) {
    if (!(error instanceof ConserjeError)) throw error
    log.warn({ reason: `${error.code}: ${error.message}` }, 'a modal in Slack was submitted in vain')
    return fault(block, 'Something did not answer: nothing was done. Try again in a moment.')
  }
}

/** The shortcut “Send to customer” on a message of a thread. */
async function sendMessage(deps: ActDeps, body: unknown): Promise<void> {
  const shortcut = shortcutSchema.safeParse(body).data
  if (shortcut === undefined) return
  const { channel, message, user } = shortcut
  const thread = await deps.store.threadAt(channel.id, message.thread_ts ?? '')
  const whisper = (text: string) =>
    deps.outlet.whisper(
      {
        channelId: channel.id,
        userId: user.id,
        ...(message.thread_ts !== undefined && { threadTs: message.thread_ts }),
      },
      text,
    )
  if (thread === undefined) return whisper('This message is in no thread of a hand-off: nothing was sent.')
  if (message.bot_id) return whisper('Only what somebody of the desk wrote can be sent: nothing was sent.')
  if (thread.leftAt !== undefined) return tellMoved(deps, thread, user.id)
  const person = await deps.people.of(user.id)
  const appUserId = await deps.appUserId()
  await sendOn(deps, thread, person, withoutOurMention(message, channel.id, appUserId))
}

function withoutOurMention(message: { ts: string }, channel: string, appUserId: string) {
  const said = message as { ts: string; text?: string; blocks?: unknown }
  return { ...said, ...afterMention(said, appUserId), channel }
}
