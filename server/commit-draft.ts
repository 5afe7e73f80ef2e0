import type { Content } from '../dialogs/content.ts'
import type { TurnFacts, TurnResult } from '../dialogs/turn-types.ts'
import { deskAt } from '../handoff/desk-hours.ts'
import type { Ownership } from '../handoff/ownership.ts'
import type { Activity, Speaker } from '../protocol/activity.ts'
import type { CallContext } from '../protocol/call.ts'
import type { Owner, Register } from '../protocol/conversation.ts'
import type { Json } from '../protocol/json.ts'
import type { Claimed, HandoffTurnChange, NewOutboxRow, TurnCommit } from '../store/store.ts'
import type { Engine } from './engine.ts'
import { marketOf } from './market.ts'

/** One conversation on its way through its due rows: what the turns so far made of it. */
export interface Draft {
  readonly claimed: Claimed
  readonly content: Content
  readonly now: string
  readonly commit: TurnCommit
  state: Json | undefined
  language: string | undefined
  register: Register | undefined
  owner: Owner
  /** Of the open hand-off, as the turns so far left it. */
  handoff: ({ id: string } & Ownership) | undefined
  /** Answers can go by e-mail to who has left the web chat. */
  readonly answersByEmail: boolean
  /** A call was out before the first turn, or since. */
  waiting: boolean
}

export function startDraft(
  claimed: Claimed,
  content: Content,
  engine: Engine,
  now: string,
  answersByEmail = false,
): Draft {
  const { conversation, customer, handoff } = claimed
  return {
    claimed,
    content,
    now,
    commit: {
      handled: [],
      held: [],
      dead: [],
      release: false,
      contentVersion: content.version,
      outbox: [],
      inbox: [],
      transcript: [],
      events: [],
      at: now,
    },
    state: conversation.state,
    language: conversation.language ?? customer.language,
    register: customer.register,
    owner: conversation.owner,
    handoff: handoff && { id: handoff.id, status: handoff.status, agentId: handoff.agentId },
    answersByEmail,
    waiting: engine.waitingForCall(conversation.state),
  }
}

/** `spoken`: the language of what is being said, as understood; who is there for it counts before the conversation has one. */
export function turnFacts(draft: Draft, engine: Engine, inboxId: string, spoken?: string): TurnFacts {
  const { conversation, customer } = draft.claimed
  const market = marketOf(draft.content.bot, {
    country: customer.country,
    locale: conversation.thread.locale,
    language: draft.language,
  })
  return {
    conversationId: conversation.id,
    inboxId,
    now: draft.now,
    channel: conversation.thread.channel,
    owner: draft.owner,
    customer: {
      id: customer.id,
      ...(customer.name === undefined ? {} : { name: customer.name }),
      ...(customer.country === undefined ? {} : { country: customer.country }),
      ...(draft.language === undefined ? {} : { language: draft.language }),
      verified: isVerified(draft, engine),
      returning: conversation.conversationCount > 1,
    },
    ...(draft.language === undefined ? {} : { language: draft.language }),
    ...(conversation.thread.locale === undefined ? {} : { locale: conversation.thread.locale }),
    ...(market === undefined ? {} : { market }),
    ...(draft.register === undefined ? {} : { register: draft.register }),
    ...(draft.answersByEmail &&
      conversation.thread.channel === 'webchat' && { byEmail: { known: customer.email !== undefined } }),
    ...(isAwaited(draft) && { awaited: true }),
    ...deskAt(draft.content.desk, draft.now, draft.language ?? spoken),
  }
}

/** A person is to come: nobody has the hand-off yet. */
const isAwaited = ({ claimed: { handoff } }: Draft): boolean =>
  handoff?.status === 'waiting' || handoff?.status === 'offered'

/** The channel vouches for the phone, or an order was shown, which takes proof. */
export const isVerified = (draft: Draft, engine: Engine): boolean =>
  draft.claimed.conversation.thread.verifiedPhone !== undefined || engine.orderShown(draft.state)

/** What a turn of the engine gave, into the commit: state, answers, calls, timers, figures. Hand-off and ownership are the caller's. */
export function addResult(
  draft: Draft,
  result: TurnResult,
  turn: { inboxId: string; clientAddress?: string | undefined; replyToId?: string | undefined },
): void {
  const { commit } = draft
  draft.state = commit.state = result.state
  if (result.language !== undefined) draft.language = commit.language = result.language
  if (result.register !== undefined) draft.register = commit.register = result.register
  if (result.closed) commit.closed = true
  if (draft.waiting && !result.waitingForCall) commit.release = true
  draft.waiting = result.waitingForCall
  const { replyToId } = turn
  const answers =
    replyToId === undefined ? result.activities : result.activities.map(a => ({ replyToId, ...a }))
  // One speaker: while a human owns, the engine keeps its books, and only the words that hand over go out, or thank for an address while nobody has come. What it says besides is a fault
  // of its own, and stays unsaid.
  const thanks = result.left !== undefined && isAwaited(draft)
  const speaks = draft.owner === 'bot' || result.handoff !== undefined || thanks
  addActivities(draft, speaks ? answers : [], {
    speaker: 'bot',
    notice: result.handoff !== undefined || result.left !== undefined,
    passing: result.surveys?.some(({ sent }) => sent) === true,
  })
  const context = callContext(draft, turn)
  for (const call of result.calls) {
    commit.outbox.push({
      ...outboxRow(draft, call.id, 'bot'),
      lane: 'call',
      kind: 'call',
      payload: { call, context },
    })
  }
  for (const [n, { dueAt, ...payload }] of result.timers.entries()) {
    const key = `${turn.inboxId}:t${n}`
    commit.inbox.push({
      conversationId: draft.claimed.conversation.id,
      kind: 'timer',
      key,
      payload: { ...payload },
      dueAt,
    })
  }
  for (const { name, data } of result.events) commit.events.push({ name, data })
  if (result.left !== undefined) commit.email = result.left
  for (const { sent: _, ...change } of result.surveys ?? [])
    commit.surveys = [...(commit.surveys ?? []), change]
}

/** A change of the hand-off that was claimed, with what happened; several within one draft come together. */
export function changeHandoff(
  { commit }: Draft,
  change: Omit<HandoffTurnChange, 'changes'>,
  event: HandoffTurnChange['changes'][number],
): void {
  const { changes = [], ...before } = commit.handoffUpdate ?? {}
  commit.handoffUpdate = { ...before, ...change, changes: [...changes, event] }
}

/** Queues what is said to the customer as one row, and writes its messages into the transcript. */
export function addActivities(
  draft: Draft,
  activities: readonly Activity[],
  said: { speaker: Speaker; author?: string; notice: boolean; passing?: boolean },
): void {
  const first = activities[0]
  if (first === undefined) return
  const { language } = draft
  const localized = language === undefined ? activities : activities.map(a => ({ locale: language, ...a }))
  draft.commit.outbox.push({
    // The id of its first activity, `<inboxId>:<n>`: unique, and the same when a turn is taken again.
    ...outboxRow(draft, first.id as string, said.speaker),
    payload: { activities: [...localized], ...(said.passing === true && { passing: true }) },
    notice: said.notice,
  })
  followUp(draft, said.speaker)
  for (const activity of localized) {
    if (activity.type !== 'message') continue
    draft.commit.transcript.push({
      id: activity.id as string,
      at: draft.now,
      speaker: said.speaker,
      ...(said.author === undefined ? {} : { author: said.author }),
      activity,
    })
  }
}

/** Somebody may have closed the page by then; a page that is loaded anew is back within this. */
const FOLLOW_UP_MS = 120_000

function followUp({ commit, claimed, answersByEmail, now }: Draft, speaker: Speaker): void {
  const { conversation, customer } = claimed
  const address = commit.email ?? customer.email
  if (speaker !== 'agent' || !answersByEmail || conversation.thread.channel !== 'webchat') return
  if (address !== undefined) commit.followUpAt = new Date(Date.parse(now) + FOLLOW_UP_MS).toISOString()
}

/** A mail to who has left the web chat: no part of the transcript, since what it says stands there already. */
export function addMail(draft: Draft, threadId: string, activities: readonly Activity[], id: string): void {
  draft.commit.outbox.push({
    ...outboxRow(draft, id, 'agent'),
    threadId,
    lane: threadId,
    payload: { activities: [...activities] },
  })
}

/** A row to the customer's thread. Its `ownershipVersion` is set when the draft ends. */
function outboxRow(draft: Draft, id: string, speaker: Speaker): NewOutboxRow {
  const { conversation } = draft.claimed
  return {
    id,
    conversationId: conversation.id,
    threadId: conversation.thread.id,
    lane: conversation.thread.id,
    kind: 'activities',
    payload: { activities: [] },
    speaker,
    ownershipVersion: conversation.ownershipVersion,
    notice: false,
    runAt: draft.now,
  }
}

function callContext(
  draft: Draft,
  { clientAddress, replyToId }: { clientAddress?: string | undefined; replyToId?: string | undefined },
): CallContext {
  const { conversation, customer } = draft.claimed
  const { thread } = conversation
  return {
    conversationId: conversation.id,
    threadId: thread.id,
    customerId: customer.id,
    channel: thread.channel,
    language: draft.language ?? (draft.content.bot.languages[0] as string),
    ...(thread.verifiedPhone === undefined ? {} : { verifiedPhone: thread.verifiedPhone }),
    ...(clientAddress === undefined ? {} : { clientAddress }),
    ...(replyToId === undefined ? {} : { replyToId }),
  }
}

/**
 * The commit, ready to be written. What was said in it belongs to the owner at its end: a row of a lower version would be
 * cancelled, and a customer who asks something and then for a person would never read the answer.
 */
export function finishDraft(draft: Draft): TurnCommit {
  const { conversation } = draft.claimed
  if (draft.owner !== conversation.owner) {
    draft.commit.owner = draft.owner
    for (const row of draft.commit.outbox) row.ownershipVersion = conversation.ownershipVersion + 1
  }
  return draft.commit
}
