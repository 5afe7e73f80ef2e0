import type { TimerPayload, TurnEvent } from '../dialogs/turn-types.ts'
import { agentTurn } from '../handoff/agent-turn.ts'
import { next } from '../handoff/ownership.ts'
import type { Hints, Understander } from '../intents/understander.ts'
import type { CallResult } from '../protocol/call.ts'
import type { Owner } from '../protocol/conversation.ts'
import { newId } from '../protocol/ids.ts'
import type { Understanding } from '../protocol/understanding.ts'
import { addActivities, addResult, changeHandoff, type Draft, turnFacts } from './commit-draft.ts'
import type { Engine } from './engine.ts'
import { handOver } from './hand-over.ts'
import { asKnown } from './known-name.ts'
import { marketOf } from './market.ts'
import { recountPriority } from './recount-priority.ts'
import { takeEcho, takeEchoTimer } from './take-echo.ts'
import { takeMail } from './take-mail.ts'
import { takeNotice } from './take-notice.ts'
import { type TurnRows, turnText } from './turn-rows.ts'

export interface TakeRowDeps {
  engine: Engine
  understander(): Understander
}

/** Takes one turn into the draft. Throws before it has changed the draft, or not at all: the engine and the desk are asked first. */
export function takeRow(draft: Draft, turn: TurnRows, deps: TakeRowDeps): void {
  const [row] = turn.rows
  switch (turn.kind) {
    case 'activity':
      takeActivity(draft, turn, deps)
      break
    case 'callResult':
      runEvent(draft, turn, deps, { kind: 'callResult', result: row.payload as unknown as CallResult })
      break
    case 'timer':
      if (takeEchoTimer(draft, turn) || takeNotice(draft, turn, deps.engine)) break
      if (takeMail(draft, turn, deps.engine)) break
      runEvent(draft, turn, deps, { kind: 'timer', timer: row.payload as unknown as TimerPayload })
      break
    case 'agent':
      takeAgentRow(draft, turn, deps)
      break
    case 'echo':
      takeEcho(draft, turn, deps.engine)
      break
  }
}

function takeActivity(draft: Draft, turn: TurnRows, deps: TakeRowDeps): void {
  const text = turnText(turn)
  const understanding =
    text === '' ? undefined : deps.understander().understand(text, hints(draft, turn, deps.engine))
  const event: TurnEvent = {
    kind: 'activity',
    activities: turn.activities,
    ...(understanding === undefined ? {} : { understanding }),
  }
  runEvent(draft, turn, deps, event, { understanding })
  if (understanding !== undefined) recountPriority(draft, deps.engine)
  if (turn.activities.some(({ type }) => type === 'message')) wakeHeld(draft)
}

/** Who writes into what was put aside is to be answered: its agent has it before them again. */
function wakeHeld(draft: Draft): void {
  const { handoff } = draft
  if (handoff === undefined || handoff.id !== draft.claimed.handoff?.id) return
  const step = next(handoff, { verb: 'wake' })
  if (!step.ok) return
  const { status, agentId } = step
  draft.handoff = { id: handoff.id, status, agentId }
  changeHandoff(draft, { status }, { change: 'wake', status })
}

/** Runs the engine, and adds what it gave. A held row stays in the inbox, and out of the transcript until it is run. */
function runEvent(
  draft: Draft,
  turn: TurnRows,
  deps: TakeRowDeps,
  event: TurnEvent,
  { understanding, owner = draft.owner }: { understanding?: Understanding | undefined; owner?: Owner } = {},
): void {
  const inboxId = turn.rows[0].id
  const facts = { ...turnFacts(draft, deps.engine, inboxId, understanding?.language), owner }
  const result = deps.engine.takeTurn(draft.content, facts, draft.state, event)
  draft.owner = owner
  if (result.hold) {
    draft.commit.held.push(...turn.rows.map(({ id }) => id))
    // The row will be run again and then speak as `<inboxId>:<n>`; the typing indicator of its waiting is no part of that.
    for (const activity of result.activities) activity.id = newId('out')
  } else {
    write(draft, turn, understanding)
    done(draft, turn, understanding)
  }
  const clientAddress = turn.rows.find(row => row.clientAddress !== undefined)?.clientAddress
  const replyToId = event.kind === 'callResult' ? event.result.replyToId : turn.activities.at(-1)?.id
  addResult(draft, result, { inboxId, clientAddress, replyToId })
  if (result.handoff !== undefined) handOver(draft, deps.engine, result.handoff)
}

/** What a person at the desk did. `return` and `resolve` give the conversation back to the bot, and the engine goes on. */
function takeAgentRow(draft: Draft, turn: TurnRows, deps: TakeRowDeps): void {
  const [row] = turn.rows
  const open = draft.handoff
  const {
    activities,
    notes,
    handoff,
    desk,
    event,
    row: said,
  } = agentTurn(row.payload, open, row.id, draft.now)
  if (desk !== undefined) {
    runEvent(draft, turn, deps, { kind: 'desk', ...desk }, { owner: 'bot' })
  } else done(draft, turn)
  if (handoff !== undefined) {
    // The engine may have handed over anew: the draft's is the new hand-off then.
    if (draft.handoff === open && open !== undefined)
      draft.handoff = { agentId: open.agentId, ...handoff, id: open.id }
    changeHandoff(draft, handoff, { ...event, status: handoff.status })
  } else {
    const { change, by, data } = event
    draft.commit.events.push({
      name: `handoff.${change}`,
      data: { handoff: said.handoffId, agent: by, ...data },
    })
  }
  const known = activities.map(activity => asKnown(activity, draft.content))
  addActivities(draft, known, { speaker: 'agent', author: said.author, notice: false })
  for (const note of notes) {
    const id = note.id as string
    draft.commit.transcript.push({
      id,
      at: draft.now,
      speaker: 'agent',
      author: said.author,
      activity: note,
    })
  }
}

/** What is known of the conversation that helps to read its next message. */
function hints({ claimed, content, language, state, now }: Draft, turn: TurnRows, engine: Engine): Hints {
  const locale = turn.activities[0]?.locale ?? claimed.conversation.thread.locale
  const market = marketOf(content.bot, { language, locale, country: claimed.customer.country })
  const expects = engine.expects(content, state)
  const timeZone = market === undefined ? undefined : content.bot.markets[market]?.timeZone
  return {
    now,
    ...(timeZone === undefined ? {} : { timeZone }),
    ...(language === undefined ? {} : { language }),
    ...(locale === undefined ? {} : { locale }),
    ...(market === undefined ? {} : { market }),
    ...(expects.length === 0 ? {} : { expects }),
  }
}

function done(draft: Draft, turn: TurnRows, understanding?: Understanding): void {
  for (const [n, { id }] of turn.rows.entries()) {
    const order = draft.commit.handled.length
    draft.commit.handled.push({ id, order, ...(n === 0 && understanding ? { understanding } : {}) })
  }
}

function write(draft: Draft, turn: TurnRows, understanding?: Understanding): void {
  for (const [n, activity] of turn.activities.entries()) {
    // Typing, joining and the like are no part of what was said.
    if (activity.type !== 'message' && activity.type !== 'event') continue
    const row = turn.rows[n] as TurnRows['rows'][0]
    draft.commit.transcript.push({
      id: row.id,
      at: row.receivedAt,
      speaker: 'customer',
      activity,
      ...(n === 0 && understanding ? { understanding } : {}),
    })
  }
}
