import type { JsonObject } from '../protocol/json.ts'
import type { Entity, Understanding } from '../protocol/understanding.ts'
import type { Dialog } from './content.ts'
import { fail, handOverNow } from './escalate.ts'
import { fill, inRepair, MOST_FRAMES, push, raise, resume, tried } from './frames.ts'
import { interject, remark, run } from './run.ts'
import { say } from './say.ts'
import { filledBy } from './slots.ts'
import { type Frame, questionOf, topFrame } from './state.ts'
import { isCourtesy, type Topic, topicOf } from './topics.ts'
import { note, type Turn } from './turn-context.ts'

/** Further matters of one message that wait for their turn. */
const MOST_QUEUED = 3

/** Talks about what the customer brought up, and goes back to the open question afterwards. */
export function beginTopic(turn: Turn, topic: Topic, entities: readonly Entity[]) {
  if (topic.kind === 'faq') {
    answerFaq(turn, topic.key)
    return goBack(turn)
  }
  const { name } = topic
  if (name === 'human') return run(turn, handOverNow(turn, { reason: 'asked' }))
  if (isCourtesy(topic)) return repair(turn, name)
  const dialog = turn.content.dialogs.get(name)
  if (dialog === undefined) return
  openDialog(turn, dialog, {}, entities)
}

/** Begins a dialog, or goes on with it where it waits further down, and runs it. */
export function openDialog(turn: Turn, dialog: Dialog, slots: JsonObject, entities: readonly Entity[]): void {
  const why: Frame['why'] = questionOf(turn.state) === undefined ? 'topic' : 'digression'
  const waiting = raise(turn.state, dialog.name, why)
  if (waiting !== undefined) {
    fill(turn, dialog, waiting, slots)
    fill(turn, dialog, waiting, filledBy(dialog, waiting.slots, entities))
  } else {
    if (turn.state.frames.length >= MOST_FRAMES) forgetOldest(turn)
    push(turn, dialog, { why, slots, entities })
  }
  run(turn, { kind: 'reached' })
}

/** What else the same message asks for, in its order. */
export function besides(turn: Turn, { also = [] }: Understanding, main: Topic): Topic[] {
  return also
    .flatMap(intent => topicOf(turn.content, intent) ?? [])
    .filter(topic => nameOf(topic) !== nameOf(main) && !isCourtesy(topic))
}

/**
 * Talks about all that one message asks for: questions are answered at once, in the order they were put; then the first dialog begins, which may end
 * with a question of its own, and others wait until it is over.
 */
export function beginTopics(turn: Turn, topics: readonly Topic[], entities: readonly Entity[]): void {
  const [first, ...others] = topics.filter(({ kind }) => kind === 'dialog')
  const questions = topics.filter(topic => topic.kind === 'faq')
  const last = first === undefined ? questions.pop() : first
  for (const question of questions) answerFaq(turn, question.key)
  for (const other of others) {
    if (turn.state.queued.length < MOST_QUEUED && other.kind === 'dialog') turn.state.queued.push(other.name)
  }
  if (last !== undefined && turn.handoff === undefined) beginTopic(turn, last, entities)
}

/** Begins what waited, as long as nothing else is open. */
export function beginQueued(turn: Turn) {
  while (topFrame(turn.state) === undefined && turn.handoff === undefined) {
    const name = turn.state.queued.shift()
    if (name === undefined) return
    if (turn.content.dialogs.has(name)) beginTopic(turn, { kind: 'dialog', name }, [])
  }
}

export function answerFaq(turn: Turn, key: string) {
  try {
    say(turn, undefined, `faq.${key}`)
  } catch (error) {
    return run(
      turn,
      fail(turn, undefined, 'internal', error instanceof Error ? error.message : String(error)),
    )
  }
  tried(turn, { kind: 'answer', name: `faq.${key}` })
  turn.events.push({ name: 'answer', data: { faq: key } })
}

/** Runs a dialog that mends the conversation, then goes on with what was open. */
export function repair(turn: Turn, name: string): void {
  interject(turn, name)
  goOn(turn)
}

/** Puts the open question again, or does what else is due; a dialog of repair that asks something itself has the word. */
export function goOn(turn: Turn) {
  if (turn.handoff !== undefined || inRepair(turn.state)) return
  run(turn, resume(turn))
}

/** As `goOn`, with a word about going back. */
export function goBack(turn: Turn) {
  const asks = questionOf(turn.state) !== undefined && turn.handoff === undefined && !inRepair(turn.state)
  if (!asks || remark(turn, 'digression-return')) goOn(turn)
}

const nameOf = (topic: Topic): string => (topic.kind === 'faq' ? `faq.${topic.key}` : topic.name)

function forgetOldest(turn: Turn): void {
  const oldest = turn.state.frames.shift()
  if (oldest !== undefined)
    note(turn, oldest.dialog, oldest.at, 'forgotten', 'too many dialogs were left open')
}
