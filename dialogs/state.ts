import { z } from 'zod'
import type { Json, JsonObject } from '../protocol/json.ts'
import { SURVEY_KINDS } from '../protocol/survey.ts'
import { sentimentSchema } from '../protocol/understanding.ts'

/*
 * What a conversation keeps between turns: plain JSON, bounded, and never trusted. Reading it copies every container that a turn changes, so the
 * turn may write into its copy; values that customers and actions gave are shared, since nothing ever changes them.
 */

const json = z.custom<Json>(value => value !== undefined)
const values = z.record(z.string(), json)

/** Something that the customer may press or type; `begin` names a dialog or an intent. */
const offerSchema = z.object({
  id: z.string(),
  title: z.string(),
  value: json.optional(),
  begin: z.string().optional(),
})

/** What a frame waits for. A token belongs to a timer that is out. */
const waitingSchema = z.discriminatedUnion('for', [
  z.object({
    for: z.literal('answer'),
    expects: z.array(z.string()),
    slot: z.string().optional(),
    optional: z.boolean().optional(),
    token: z.string().optional(),
  }),
  z.object({ for: z.literal('call'), callId: z.string(), action: z.string(), token: z.string() }),
  /** Its turn: the call ended while somebody else had the word. */
  z.object({ for: z.literal('turn'), outcome: z.string(), value: json.optional() }),
  /** `due`: the time came while something else was talked about. */
  z.object({ for: z.literal('time'), token: z.string(), due: z.boolean().optional() }),
  /** The dialog that it began, in the frame above. */
  z.object({ for: z.literal('child') }),
  /** A person has the conversation; `onward`: when the bot has it again, the step is done, else it runs again. */
  z.object({ for: z.literal('person'), onward: z.boolean() }),
])

/**
 * One dialog under way. `why` says how the frame beneath goes on when this one ends: `child` returns into the step that began it, `digression`
 * leads back to the open question with a word, `repair` without one, `topic` begins anew.
 */
const frameSchema = z.object({
  id: z.string(),
  dialog: z.string(),
  /** The id of the step that runs or waits. */
  at: z.string(),
  why: z.enum(['topic', 'digression', 'child', 'repair']),
  slots: values,
  /** What `save` and `set` named. */
  saved: values,
  /** A step's own memory, by its id. */
  memory: z.record(z.string(), values),
  waiting: waitingSchema.optional(),
  /** Calls since the customer last wrote: a circle of failing calls must end. */
  calls: z.number().optional(),
})

const triedSchema = z.object({
  at: z.string(),
  kind: z.enum(['dialog', 'answer', 'action']),
  name: z.string(),
  outcome: z.string().optional(),
  error: z.string().optional(),
})

const stateSchema = z.object({
  version: z.literal(1),
  /** The stack, the open dialog last. */
  frames: z.array(frameSchema),
  /** The choices shown last, in their order: what a number means. */
  offers: z.array(offerSchema),
  /** Choices shown before that begin something: a button further up still works. */
  earlier: z.array(offerSchema),
  /** The last choices when newer words took their place: the newest `count` of `earlier`, when the customer had written `messages`. */
  passed: z.object({ count: z.number(), messages: z.number() }).optional(),
  /** What identifies the customer's matter, by slot name, for the next dialog that asks for it. */
  remembered: values,
  /** The dialog that ended last, for "and 10433?". */
  last: z.object({ dialog: z.string(), slots: values }).optional(),
  /** Intents of the same message that wait for their turn. */
  queued: z.array(z.string()),
  /** What was said last, questions aside, for "say that again". */
  said: z.array(z.string()),
  misses: z.number(),
  sentiments: z.array(sentimentSchema),
  /** Hand-off rules that have fired: each does once. */
  rules: z.array(z.string()),
  tried: z.array(triedSchema),
  language: z.string().optional(),
  register: z.enum(['formal', 'informal']).optional(),
  intent: z
    .object({
      name: z.string(),
      confidence: z.number(),
      alternatives: z.array(z.object({ intent: z.string(), confidence: z.number() })),
    })
    .optional(),
  /** The order last shown. */
  order: values.optional(),
  /** The customer was told that this is a bot. */
  welcomed: z.boolean(),
  /** Messages that the customer wrote. */
  messages: z.number(),
  /** Languages whose change was told; `language-unknown`: which languages the bot speaks was. */
  told: z.array(z.string()),
  /** The desk resolved the matter: when the last frame ends, the conversation is over. */
  closing: z.boolean(),
  /** The hand-off that the desk resolved. */
  handoff: z.string().optional(),
  /** The survey of this conversation, asked once. Until `open.until` what is said after it may be the customer's words to it. */
  survey: z
    .object({
      kind: z.enum(SURVEY_KINDS),
      handoff: z.string().optional(),
      words: z.boolean().optional(),
      open: z.object({ token: z.string(), until: z.string() }).optional(),
    })
    .optional(),
  /** The bot has resolved something; `token`: of the timer that tells when it has been quiet since. */
  solved: z.object({ token: z.string().optional() }).optional(),
})

export type State = z.infer<typeof stateSchema>
export type Frame = z.infer<typeof frameSchema>
export type Waiting = z.infer<typeof waitingSchema>
export type Offer = z.infer<typeof offerSchema>

const newState = (): State => ({
  version: 1,
  frames: [],
  offers: [],
  earlier: [],
  remembered: {},
  queued: [],
  said: [],
  misses: 0,
  sentiments: [],
  rules: [],
  tried: [],
  welcomed: false,
  messages: 0,
  told: [],
  closing: false,
})

/** States that were parsed or made here, by the JSON that they came from: parsing one costs as much as a whole turn. */
const views = new WeakMap<object, State>()

/** The state to look at, never to change; a new one where there is none, or none that can be read. */
export function viewState(state: Json | undefined): Readonly<State> {
  if (typeof state !== 'object' || state === null) return newState()
  const known = views.get(state)
  if (known !== undefined) return known
  const read = stateSchema.safeParse(state)
  const view = read.success ? read.data : newState()
  views.set(state, view)
  return view
}

/** A copy of the state that a turn may change: every list and record of it, but not the entries that are only ever added or taken away. */
export function readState(state: Json | undefined): State {
  const view = viewState(state)
  return {
    ...view,
    frames: view.frames.map(frame => copy(frame as unknown as Json) as unknown as Frame),
    offers: [...view.offers],
    earlier: [...view.earlier],
    remembered: { ...view.remembered },
    queued: [...view.queued],
    said: [...view.said],
    sentiments: [...view.sentiments],
    rules: [...view.rules],
    tried: view.tried.map(entry => ({ ...entry })),
    told: [...view.told],
    ...(view.survey !== undefined && { survey: { ...view.survey } }),
    ...(view.solved !== undefined && { solved: { ...view.solved } }),
    // Expressions of a dialog see it.
    ...(view.order !== undefined && { order: copy(view.order) as JsonObject }),
  }
}

/** The state as JSON, when the turn that changed it is over: from then on nobody does. */
export function sealState(state: State): Json {
  const json = state as unknown as JsonObject
  views.set(json, state)
  return json
}

/** A deep copy of plain JSON; ten times as fast as structuredClone. */
function copy(value: Json): Json {
  if (Array.isArray(value)) return value.map(copy)
  if (typeof value !== 'object' || value === null) return value
  const made: JsonObject = {}
  for (const key in value) {
    const inner = value[key]
    if (inner !== undefined) made[key] = copy(inner)
  }
  return made
}

/** The frame that the conversation is in. */
export const topFrame = (state: State): Frame | undefined => state.frames.at(-1)

/** Whether the customer is in the middle of something: a dialog that only waits for its time is none. */
export const isUnderWay = (state: State): boolean => {
  const top = topFrame(state)
  return top !== undefined && top.waiting?.for !== 'time'
}

/** The open question, when the conversation waits for the customer's answer to one. */
export function questionOf(state: State): Extract<Waiting, { for: 'answer' }> | undefined {
  const waiting = topFrame(state)?.waiting
  return waiting?.for === 'answer' ? waiting : undefined
}

/** The open question takes whatever is said: what stands in it is part of the answer. */
export const asksForText = (state: State): boolean => questionOf(state)?.expects.includes('text') === true

/** Adds to a list that keeps its newest `size` entries. */
export function keepLast<Entry>(list: Entry[], entry: Entry, size: number): void {
  list.push(entry)
  if (list.length > size) list.splice(0, list.length - size)
}
