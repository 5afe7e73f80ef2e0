import type { Json, JsonObject } from '../protocol/json.ts'
import {
  answerFaq,
  beginTopic,
  beginTopics,
  besides,
  goBack,
  goOn,
  openDialog,
  repair,
} from './begin-topic.ts'
import type { Dialog } from './content.ts'
import { plainWords } from './cues.ts'
import { handOverNow } from './escalate.ts'
import { dropTopic, fill } from './frames.ts'
import type { Message } from './message.ts'
import { misunderstood, unreadable } from './misses.ts'
import type { Move } from './moves.ts'
import { askFor } from './positions.ts'
import { interject, remark, run } from './run.ts'
import { offer } from './say.ts'
import { filledBy } from './slots.ts'
import { asksForText, type Frame, isUnderWay, questionOf, topFrame } from './state.ts'
import { intentOfPhrase, type Topic, topicOf } from './topics.ts'
import type { Turn } from './turn-context.ts'

/** Does what the customer's move calls for. */
export function makeMove(turn: Turn, message: Message, move: Move) {
  const { state } = turn
  if (move.do !== 'miss' && move.do !== 'unreadable') state.misses = 0
  switch (move.do) {
    case 'human':
      stopCall(turn)
      return run(turn, handOverNow(turn, { reason: 'asked' }))
    case 'cancel':
      return cancel(turn)
    case 'start-over':
      return startOver(turn)
    case 'repeat':
      turn.extra.last_answer = state.said.length === 0 ? null : state.said.join('\n')
      turn.extra.last_choices = questionOf(state) === undefined ? (state.offers as unknown as Json) : []
      return repair(turn, 'repeat')
    case 'press':
      return press(turn, message, move)
    case 'answer':
      return answer(turn, message, move)
    case 'correct':
      return correct(turn, message, move)
    case 'fill':
      return volunteer(turn, move.slots)
    case 'topic':
      return topic(turn, message, move.topic)
    case 'unreadable':
      return unreadable(turn, message)
    case 'miss':
      return misunderstood(turn, message)
  }
}

type MoveOf<Do extends Move['do']> = Extract<Move, { do: Do }>

/** The answer of a call that nobody waits for any more is ignored when it comes. */
function stopCall({ state }: Turn): void {
  const top = topFrame(state)
  if (top?.waiting?.for === 'call') top.waiting = { for: 'person', onward: false }
}

function cancel(turn: Turn) {
  turn.extra.cancelled = isUnderWay(turn.state) ? (topFrame(turn.state)?.dialog ?? null) : null
  if (isUnderWay(turn.state)) {
    const asked = askedNow(turn)
    dropTopic(turn, 'cancelled')
    // Another matter that waits for the same answer is called off with it, or the same question would come again.
    while (asked !== undefined && askedNow(turn) === asked) dropTopic(turn, 'cancelled')
  }
  offer(turn, [])
  interject(turn, 'cancel')
  goBack(turn)
}

/** The step whose question is open, by dialog and slot. */
function askedNow({ state }: Turn): string | undefined {
  const slot = questionOf(state)?.slot
  return slot === undefined ? undefined : `${topFrame(state)?.dialog} ${slot}`
}

function startOver(turn: Turn) {
  const { state } = turn
  while (topFrame(state) !== undefined) dropTopic(turn, 'cancelled')
  state.remembered = {}
  state.queued = []
  delete state.last
  delete state.order
  offer(turn, [])
  interject(turn, 'start-over')
}

function press(turn: Turn, message: Message, { offer: pressed }: MoveOf<'press'>) {
  const { begin, value, title } = pressed
  const named = begin === undefined ? undefined : topicOf(turn.content, begin)
  if (named !== undefined) return beginTopic(turn, named, [])
  if (questionOf(turn.state) !== undefined && turn.state.offers.includes(pressed)) {
    return run(turn, { kind: 'answer', value: value ?? title })
  }
  // A choice that names nothing is understood as if its title had been typed.
  const intent = intentOfPhrase(turn.content, plainWords(title)) ?? message.understanding.intent
  const meant = topicOf(turn.content, intent)
  return meant === undefined ? misunderstood(turn, message) : beginTopic(turn, meant, [])
}

function answer(turn: Turn, message: Message, { value, topic: besides }: MoveOf<'answer'>) {
  const frame = topFrame(turn.state)
  const question = questionOf(turn.state)
  const dialog = frame && turn.content.dialogs.get(frame.dialog)
  if (frame === undefined || question === undefined) return
  const { entities } = message.understanding
  if (dialog !== undefined && !asksForText(turn.state)) {
    const others = entities.filter(({ type }) => !question.expects.includes(type))
    fill(turn, dialog, frame, filledBy(dialog, frame.slots, others))
  }
  if (besides?.kind === 'faq') answerFaq(turn, besides.key)
  if (besides?.kind === 'dialog' && dialog !== undefined && question.slot !== undefined) {
    // Kept as it is: the question looks at it when the conversation comes back.
    fill(turn, dialog, frame, { [question.slot]: value })
    return beginTopic(turn, besides, entities)
  }
  if (turn.handoff === undefined) run(turn, { kind: 'answer', value })
}

function correct(turn: Turn, message: Message, { where, slots, cue }: MoveOf<'correct'>) {
  const { state, content } = turn
  const name = where === 'last' ? state.last?.dialog : topFrame(state)?.dialog
  const dialog = name === undefined ? undefined : content.dialogs.get(name)
  if (dialog === undefined) return misunderstood(turn, message)
  const [slot = '', value = null] = Object.entries(slots)[0] ?? []
  turn.extra.corrected = { slot, value }
  if (cue && !remark(turn, 'correction')) return
  const frame = topFrame(state)
  if (where === 'last' || frame === undefined) {
    // Only what identifies is taken over from before: a yes given to one order is no yes to another.
    return openDialog(turn, dialog, slots, message.understanding.entities)
  }
  again(turn, dialog, frame, slots)
  run(turn, { kind: 'reached' })
}

/** Puts new values into an open dialog and goes back to where the first of them was asked: what follows is done again. */
function again(turn: Turn, dialog: Dialog, frame: Frame, slots: JsonObject): void {
  const agreed = [...dialog.slots].filter(([, { entity }]) => entity.includes('yesno')).map(([name]) => name)
  fill(turn, dialog, frame, { ...Object.fromEntries(agreed.map(name => [name, null])), ...slots })
  const steps = Object.keys(slots).flatMap(slot => askFor(dialog, slot) ?? [])
  frame.at = steps[0]?.id ?? dialog.steps[0]?.id ?? ''
  delete frame.waiting
}

function volunteer(turn: Turn, slots: JsonObject) {
  const frame = topFrame(turn.state)
  const dialog = frame && turn.content.dialogs.get(frame.dialog)
  if (frame !== undefined && dialog !== undefined) fill(turn, dialog, frame, slots)
  goOn(turn)
}

const topic = (turn: Turn, { understanding }: Message, about: Topic): void =>
  beginTopics(turn, [about, ...besides(turn, understanding, about)], understanding.entities)
