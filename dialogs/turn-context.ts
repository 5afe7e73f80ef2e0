import { baseOf } from '../locales/language-tag.ts'
import type { Activity } from '../protocol/activity.ts'
import type { ActionCall } from '../protocol/call.ts'
import type { Register } from '../protocol/conversation.ts'
import type { Json, JsonObject } from '../protocol/json.ts'
import type { Content, Market } from './content.ts'
import { usualRegister } from './register.ts'
import { readState, type State } from './state.ts'
import type { BusinessEvent, HandoffRequest, SurveyNote, Timer, TraceStep, TurnFacts } from './turn-types.ts'

/** A guess at what the customer meant, as a choice. */
export type Guess = { title: string; begin: string }

/**
 * One turn while it is made: what it was given, the state that it changes, and what it will give. Only the turn itself ever holds it, so that
 * changing it in place stays pure from outside.
 */
export interface Turn {
  readonly content: Content
  readonly facts: TurnFacts
  readonly state: State
  readonly activities: Activity[]
  readonly calls: ActionCall[]
  readonly timers: Timer[]
  readonly events: BusinessEvent[]
  readonly surveys: SurveyNote[]
  readonly trace: TraceStep[]
  language: string
  register: Register
  handoff?: HandoffRequest
  closed: boolean
  left?: string
  /** How often choices were replaced in this turn. */
  offered: number
  /** Texts of this turn for "say that again". */
  said: string[]
  /** A remark in this turn led to a person. */
  taken: boolean
  /** Something went wrong in this turn already: the next fault hands over without further words. */
  failed: boolean
  /** Steps that ran: a circle of steps ends the turn. */
  steps: number
  /** Ids made in this turn, so that each is another. */
  ids: number
  /** Names that only this turn knows: `misses`, `guesses`, `message`, … */
  readonly extra: JsonObject
}

/** Begins a turn on a copy of the state. */
export function newTurn(content: Content, state: Json | undefined, facts: TurnFacts): Turn {
  const read = readState(state)
  const device = [facts.locale, facts.locale && baseOf(facts.locale)].find(tag =>
    content.bot.languages.includes(tag ?? ''),
  )
  const known = [read.language, facts.language, device, marketOf(content, facts)?.language]
  const language = known.find(tag => tag !== undefined && speaks(content, tag))
  const spoken = language ?? content.bot.languages[0] ?? 'en'
  return {
    content,
    facts,
    state: read,
    activities: [],
    calls: [],
    timers: [],
    events: [],
    surveys: [],
    trace: [],
    language: spoken,
    register: read.register ?? facts.register ?? registerOf(content, facts, spoken),
    closed: false,
    offered: 0,
    said: [],
    taken: false,
    failed: false,
    steps: 0,
    ids: 0,
    extra: {},
  }
}

/** `es-MX` is spoken where `es` is. */
const speaks = ({ bot: { languages } }: Content, tag: string): boolean =>
  languages.includes(tag) || languages.includes(baseOf(tag))

/** E-mail is a letter; elsewhere the custom decides. */
export const registerOf = ({ bot }: Content, facts: TurnFacts, language: string): Register =>
  facts.channel === 'email' ? 'formal' : usualRegister(bot, language, facts.market)

/** The customer's market, with its defaults. */
export const marketOf = (content: Content, facts: TurnFacts): Market | undefined =>
  facts.market !== undefined && Object.hasOwn(content.bot.markets, facts.market)
    ? content.bot.markets[facts.market]
    : undefined

/** An id that no other turn makes: `<inboxId>:<prefix><n>`. */
export const turnId = (turn: Turn, prefix: string): string => `${turn.facts.inboxId}:${prefix}${++turn.ids}`

/** ISO 8601, so many milliseconds after the turn's own time. */
export const after = (turn: Turn, ms: number): string => {
  const due = Date.parse(turn.facts.now) + ms
  return Number.isFinite(due) && Math.abs(due) < 8.64e15 ? new Date(due).toISOString() : turn.facts.now
}

/** Tells what happened, for the trace. */
export function note(turn: Turn, dialog: string, step: string, kind: string, text?: string): void {
  turn.trace.push({ dialog, step, kind, ...(text !== undefined && { note: text }) })
}
