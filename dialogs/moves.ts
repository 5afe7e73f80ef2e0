import type { Json, JsonObject } from '../protocol/json.ts'
import type { Entity, Understanding } from '../protocol/understanding.ts'
import { typedOffer } from './choices.ts'
import type { Dialog } from './content.ts'
import {
  beginsWithCue,
  type Cue,
  countWords,
  endsWithCue,
  hasCue,
  isAsking,
  isCue,
  MARK,
  plainWords,
} from './cues.ts'
import type { Message } from './message.ts'
import { openOffers } from './offers.ts'
import { asTyped, entityValue, filledBy, standsFor } from './slots.ts'
import { asksForText, isUnderWay, type Offer, questionOf, type State, topFrame } from './state.ts'
import { isCourtesy, isOpen, type Topic, topicOf } from './topics.ts'
import type { Turn } from './turn-context.ts'

/** What a customer does with a message. */
export type Move =
  | { do: 'press'; offer: Offer }
  | { do: 'human' }
  | { do: 'cancel' }
  | { do: 'start-over' }
  | { do: 'repeat' }
  /** Takes back what was said before: in the open dialog, or in the one that ended last. */
  | { do: 'correct'; where: 'open' | 'last'; slots: JsonObject; cue: boolean }
  /** Answers the open question, and perhaps asks something else in the same breath. */
  | { do: 'answer'; value: Json; topic?: Topic }
  /** Says something that the open dialog will need, but not what it asked. */
  | { do: 'fill'; slots: JsonObject }
  | { do: 'topic'; topic: Topic }
  | { do: 'unreadable' }
  | { do: 'miss' }

type Reader = (turn: Turn, message: Message) => Move | undefined

/** Reads a message as a move: the first reading that fits, in this order. */
export function moveOf(turn: Turn, message: Message): Move {
  for (const read of READERS) {
    const move = read(turn, message)
    if (move !== undefined) return move
  }
  return { do: 'miss' }
}

const READERS: readonly Reader[] = [
  pressed,
  attached,
  continued,
  unreadable,
  control,
  corrected,
  typed,
  answered,
  topic,
  volunteered,
  follow,
  freeText,
]

/** Whether the customer asks for a person: this never waits, not even for a call. */
export function wantsHuman({ content, state }: Turn, { understanding, choice }: Message): boolean {
  const pressed = choice === undefined ? undefined : offered(state, choice)?.begin
  if (pressed === 'human' || pressed === 'human.request') return true
  return isSure(content.bot.understanding.accept, understanding, 'human.request')
}

/** Whether the customer calls it off. */
export const wantsToCancel = (turn: Turn, message: Message): boolean =>
  says(turn, message, 'cancel') ||
  isSure(turn.content.bot.understanding.accept, message.understanding, 'cancel')

const isSure = (accept: number, { intent, confidence, also }: Understanding, name: string): boolean =>
  confidence >= accept && (intent === name || also?.includes(name) === true)

const says = ({ content, language }: Turn, { words }: Message, cue: Cue): boolean =>
  isCue(content.texts, language, cue, words)

const offered = ({ offers, earlier }: State, choice: string): Offer | undefined =>
  [...offers, ...earlier].find(({ id }) => id === choice)

function pressed(turn: Turn, message: Message): Move | undefined {
  if (message.choice === undefined) return undefined
  const offer = offered(turn.state, message.choice)
  if (offer !== undefined) return { do: 'press', offer }
  // A button of long ago: its intent, or its words as if they were typed.
  const intent = message.choice.replace(/^intents\./, '')
  const began = topicOf(turn.content, intent)
  if (began !== undefined) return { do: 'topic', topic: began }
  return message.words === '' ? { do: 'miss' } : undefined
}

function attached({ state }: Turn, { attachments }: Message): Move | undefined {
  const [first] = attachments
  if (first === undefined || !questionOf(state)?.expects.includes('attachment')) return undefined
  const { contentType, contentUrl = null, name = null } = first
  return { do: 'answer', value: { contentType, contentUrl, name } }
}

/** A code to go on here with what was begun elsewhere, whatever is under way. */
function continued({ content, state }: Turn, { understanding }: Message): Move | undefined {
  if (questionOf(state)?.expects.includes('code') || !content.dialogs.has('continue-here')) return undefined
  return understanding.entities.some(({ type }) => type === 'code')
    ? { do: 'topic', topic: { kind: 'dialog', name: 'continue-here' } }
    : undefined
}

/** 👍 answers a yes-or-no question; else a message without words is told apart from one that is not understood. */
function unreadable(turn: Turn, message: Message): Move | undefined {
  if (message.unreadable === undefined) return undefined
  return (message.unreadable === 'emoji' ? answered(turn, message) : undefined) ?? { do: 'unreadable' }
}

function control(turn: Turn, message: Message): Move | undefined {
  if (wantsHuman(turn, message)) return { do: 'human' }
  // "Cancel" with nothing under way may well mean an order.
  const open = isUnderWay(turn.state) || sureTopic(turn, message.understanding) === undefined
  if (open && wantsToCancel(turn, message)) return { do: 'cancel' }
  if (says(turn, message, 'start_over')) return { do: 'start-over' }
  if (says(turn, message, 'repeat')) return { do: 'repeat' }
  return undefined
}

/** "No, 10433, not 10432": a slot of the open dialog is filled, and another value comes with a word that takes the old one back. */
function corrected(turn: Turn, message: Message): Move | undefined {
  if (!takesBack(turn, message)) return undefined
  const about = sureTopic(turn, message.understanding)
  // "No, cancel 10433": that is more than another number.
  const same = about?.kind === 'dialog' && about.name === turn.state.last?.dialog
  if (about !== undefined && !same && !isCourtesy(about)) return undefined
  const frame = topFrame(turn.state)
  if (frame !== undefined && frame.waiting?.for === 'answer') {
    const slots = otherValues(turn, message, turn.content.dialogs.get(frame.dialog), frame.slots)
    return Object.keys(slots).length === 0 ? undefined : { do: 'correct', where: 'open', slots, cue: true }
  }
  return afterwards(turn, message, true)
}

/** "And 10433?" after the answer about 10432; "what about order 10433?" while that of 10432 is still to be proved. */
function follow(turn: Turn, message: Message): Move | undefined {
  const frame = topFrame(turn.state)
  if (frame?.waiting?.for !== 'answer') return afterwards(turn, message, false)
  // In free text a number is part of what is said.
  if (asksForText(turn.state)) return undefined
  const slots = otherValues(turn, message, turn.content.dialogs.get(frame.dialog), frame.slots)
  return Object.keys(slots).length === 0 ? undefined : { do: 'correct', where: 'open', slots, cue: false }
}

function afterwards(turn: Turn, message: Message, cue: boolean): Move | undefined {
  const { last } = turn.state
  if (last === undefined) return undefined
  const slots = otherValues(turn, message, turn.content.dialogs.get(last.dialog), last.slots)
  return Object.keys(slots).length === 0 ? undefined : { do: 'correct', where: 'last', slots, cue }
}

const takesBack = ({ content, language }: Turn, { words, understanding }: Message): boolean =>
  understanding.entities.length > 0 && hasCue(content.texts, language, 'correction', words)

/**
 * Filled slots for which the message has another value: of several, the last that is not itself denied. Who names the old value tells which slot is meant, even when both
 * numbers were read as what the open question asks for ("no, 10432, not 10433", asked for a postcode).
 */
function otherValues(
  turn: Turn,
  message: Message,
  dialog: Dialog | undefined,
  slots: JsonObject,
): JsonObject {
  const { entities } = message.understanding
  const found: JsonObject = {}
  for (const [name, { entity: types }] of dialog?.slots ?? []) {
    const current = slots[name] ?? null
    if (current === null || types.includes('text') || types.includes('yesno')) continue
    const named = entities.filter(entity => standsFor(entity, current)).map(({ type }) => type)
    const meant = entities.findLast(
      entity =>
        (types.includes(entity.type) || named.includes(entity.type)) &&
        !standsFor(entity, current) &&
        !denied(turn, message, entity),
    )
    if (meant !== undefined) found[name] = types.includes(meant.type) ? entityValue(meant) : asTyped(meant)
  }
  return found
}

/** "not 10432", 「10432ではなく」: the words right before it, in some languages right after it, with no comma between, deny it. */
function denied({ content, language }: Turn, { text }: Message, entity: Entity): boolean {
  const before = text.slice(Math.max(0, entity.start - 40), entity.start)
  const after = text.slice(entity.end, entity.end + 40)
  return (
    endsWithCue(content.texts, language, 'not', plainWords(before.split(MARK).at(-1) ?? '')) ||
    beginsWithCue(content.texts, language, 'not_after', plainWords(after.split(MARK)[0] ?? ''))
  )
}

function typed(turn: Turn, message: Message): Move | undefined {
  const { state, content } = turn
  const { intent, confidence, entities } = message.understanding
  const offer = typedOffer(openOffers(state), { words: message.words, entities })
  if (offer !== undefined) return { do: 'press', offer }
  const none = state.offers.find(({ value }) => value === 'none')
  if (none !== undefined && says(turn, message, 'unknown')) return { do: 'press', offer: none }
  const [only, another] = state.offers
  const begins = state.offers.length > 0 && state.offers.every(({ begin }) => begin !== undefined)
  if (!begins || confidence < content.bot.understanding.accept) return undefined
  // "Did you mean …?" is answered by a yes when there was one guess, and by a no: then it was none of them.
  if (intent === 'affirm' && only !== undefined && another === undefined) return { do: 'press', offer: only }
  return intent === 'deny' && state.misses > 0 ? { do: 'miss' } : undefined
}

/** An entity of a type that the open question asks for. */
function answered(turn: Turn, message: Message): Move | undefined {
  const question = questionOf(turn.state)
  if (question === undefined) return undefined
  const { understanding } = message
  const fitting = understanding.entities.filter(
    entity => question.expects.includes(entity.type) && !isKnown(turn, message, entity),
  )
  const hit = fitting.find(entity => !denied(turn, message, entity)) ?? fitting[0]
  const value = hit === undefined ? yesOrNo(turn, understanding, question.expects) : entityValue(hit)
  if (value === null) return undefined
  const asks = askedBesides(turn, message, hit)
  return { do: 'answer', value, ...(asks !== undefined && { topic: asks }) }
}

/** "Where is 10432?" once more, while the postcode is asked: a value that another slot has already is no answer, unless it is all that is said. */
function isKnown({ state }: Turn, message: Message, entity: Entity): boolean {
  const asked = questionOf(state)?.slot
  const known = Object.entries(topFrame(state)?.slots ?? {}).some(
    ([slot, value]) => slot !== asked && standsFor(entity, value),
  )
  return known && plainWords(entity.text) !== message.words
}

function yesOrNo(
  { content }: Turn,
  { intent, confidence }: Understanding,
  expects: readonly string[],
): boolean | null {
  if (!expects.includes('yesno') || confidence < content.bot.understanding.ask) return null
  return intent === 'affirm' ? true : intent === 'deny' ? false : null
}

/** Another topic beside an answer counts only when the message asks, or says a good deal more than the answer. */
function askedBesides(turn: Turn, message: Message, answer: Entity | undefined): Topic | undefined {
  const rest = countWords(message.words) - countWords(plainWords(answer?.text ?? ''))
  const more = isAsking(message.text) || rest >= 5
  return more && answer !== undefined ? sureTopic(turn, message.understanding) : undefined
}

/** What the message is surely about, when it is not what the conversation is about already. */
function sureTopic(turn: Turn, { intent, confidence }: Understanding): Topic | undefined {
  if (confidence < turn.content.bot.understanding.accept) return undefined
  const found = topicOf(turn.content, intent)
  return found !== undefined && isOpen(turn.state, found) ? undefined : found
}

const SMALL_TALK: ReadonlySet<string> = new Set(['greeting', 'thanks', 'goodbye', 'help'])

function topic(turn: Turn, message: Message): Move | undefined {
  const question = questionOf(turn.state)
  const found = sureTopic(turn, message.understanding)
  if (found === undefined) return undefined
  // "Yes" and "no" to a question that is no yes-or-no question answer nothing, and change no topic.
  if (question !== undefined && ['affirm', 'deny'].includes(message.understanding.intent)) return undefined
  // In free text anything may stand: only a question, or a few words, lead away from it.
  const free = asksForText(turn.state)
  const short = countWords(message.words) <= 4 && SMALL_TALK.has(message.understanding.intent)
  if (free && !isAsking(message.text) && !short) return undefined
  return { do: 'topic', topic: found }
}

function volunteered(turn: Turn, message: Message): Move | undefined {
  const frame = topFrame(turn.state)
  const dialog = frame?.waiting?.for === 'answer' ? turn.content.dialogs.get(frame.dialog) : undefined
  // The postcode of a new address is part of it, and no proof of the order.
  if (frame === undefined || dialog === undefined || asksForText(turn.state)) return undefined
  const entities = message.understanding.entities.filter(entity => !isKnown(turn, message, entity))
  const slots = filledBy(dialog, frame.slots, entities)
  return Object.keys(slots).length === 0 ? undefined : { do: 'fill', slots }
}

const MOST_FREE_TEXT = 4000

function freeText({ state }: Turn, { text }: Message): Move | undefined {
  return asksForText(state) && text !== ''
    ? { do: 'answer', value: text.slice(0, MOST_FREE_TEXT) }
    : undefined
}
