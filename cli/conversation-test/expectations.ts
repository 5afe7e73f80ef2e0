import type { Texts } from '../../locales/texts.ts'
import type { Activity, CardAction } from '../../protocol/activity.ts'
import type { PlacedStep } from './read-tests.ts'
import type { Happened, Simulation } from './simulation.ts'

/** What a story sees of a run. */
export interface Observed {
  simulation: Simulation
  language: string
  texts: Texts
  keysOf(words: string): string[]
  /** Messages of the bot that no `bot:` has looked at yet. */
  unread: Activity[]
  /** What the last move brought. */
  last: Happened[]
  /** The choices shown last. */
  offers: readonly CardAction[]
}

type Wrong = { expected: string; got: string }
type Step<K extends PlacedStep['kind']> = Extract<PlacedStep, { kind: K }>

/** Whether a step of a story that expects something is met; what was got instead when not. */
export function expectation(step: PlacedStep, observed: Observed): Wrong | undefined {
  switch (step.kind) {
    case 'bot':
      return saysAll(step.bot, observed)
    case 'understood':
      return understands(step, observed)
    case 'handoff':
      return handsOff(step, observed)
    case 'slots':
      return equalFields('slots', step.slots, observed.simulation.situation().slots)
    case 'dialog': {
      const dialogs = traced(observed)
      return dialogs.includes(step.dialog)
        ? undefined
        : {
            expected: `dialog ${step.dialog}`,
            got: dialogs.length > 0 ? `dialog ${dialogs.join(', ')}` : 'no dialog',
          }
    }
    case 'event': {
      const events = observed.last.flatMap(({ result }) => result.events.map(({ name }) => name))
      return events.includes(step.event)
        ? undefined
        : { expected: `event ${step.event}`, got: events.length > 0 ? events.join(', ') : 'no event' }
    }
    case 'language':
      return observed.simulation.language === step.language
        ? undefined
        : { expected: `language ${step.language}`, got: `${observed.simulation.language ?? 'none'}` }
    default:
      return undefined
  }
}

const traced = ({ last }: Observed): string[] => [
  ...new Set(last.flatMap(({ result }) => result.trace.map(({ dialog }) => dialog))),
]

function saysAll(expected: Step<'bot'>['bot'], observed: Observed): Wrong | undefined {
  if (expected === null) {
    const got = observed.unread.map(activity => quoted(activity, observed)).join('; ')
    return got === '' ? undefined : { expected: 'the bot says nothing', got }
  }
  if (typeof expected === 'string') return says(expected, observed)
  if (!Array.isArray(expected)) return saysLike(expected, observed)
  for (const key of expected) {
    const wrong = says(key, observed)
    if (wrong) return wrong
  }
  return undefined
}

/** The next message with this text; those before it are passed over. */
function says(key: string, observed: Observed): Wrong | undefined {
  const index = observed.unread.findIndex(activity => observed.keysOf(activity.text ?? '').includes(key))
  if (index < 0) return { expected: `bot: ${key}`, got: heard(observed) }
  observed.unread.splice(0, index + 1)
  return undefined
}

function heard(observed: Observed): string {
  const said = observed.unread.map(activity => quoted(activity, observed))
  if (said.length > 0) return said.join('; ')
  const { handoff, pendingCall } = observed.simulation
  if (pendingCall) return `nothing: the call ${pendingCall.action} is out`
  return handoff ? `nothing: a person has the conversation (${handoff.reason})` : 'nothing'
}

const quoted = (activity: Activity, { keysOf }: Observed): string => {
  const words = activity.text ?? ''
  const keys = keysOf(words)
  return `bot: ${keys.length > 0 ? keys.join(' + ') : '(no text of the bot)'} "${words}"`
}

function saysLike(
  { text, says: words, choices, not }: Exclude<Step<'bot'>['bot'], null | string | string[]>,
  observed: Observed,
): Wrong | undefined {
  if (not !== undefined) {
    const said = observed.unread.find(activity => observed.keysOf(activity.text ?? '').includes(not))
    return said ? { expected: `the bot does not say ${not}`, got: quoted(said, observed) } : undefined
  }
  const before = [...observed.unread]
  const wanted = typeof words === 'object' ? words[observed.language] : words
  const fits = (activity: Activity) =>
    (text === undefined || observed.keysOf(activity.text ?? '').includes(text)) &&
    (wanted === undefined || (activity.text ?? '').includes(wanted))
  const index = before.findIndex(fits)
  if (index < 0) {
    const expected = [text === undefined ? '' : text, wanted === undefined ? '' : `with "${wanted}"`]
    return { expected: `bot: ${expected.filter(Boolean).join(' ')}`, got: heard(observed) }
  }
  observed.unread.splice(0, index + 1)
  return choices === undefined ? undefined : offers(choices, before[index] as Activity, observed)
}

function offers(keys: readonly string[], activity: Activity, observed: Observed): Wrong | undefined {
  const titles = (activity.suggestedActions?.actions ?? []).map(({ title }) => title)
  const language = observed.simulation.language ?? observed.language
  const wanted = keys.map(key => observed.texts.text(key, { language }) ?? key)
  return JSON.stringify(titles) === JSON.stringify(wanted)
    ? undefined
    : {
        expected: `choices ${wanted.join(' | ')}`,
        got: titles.length > 0 ? titles.join(' | ') : 'no choices',
      }
}

function understands({ understood }: Step<'understood'>, { simulation }: Observed): Wrong | undefined {
  const got = simulation.understanding
  if (!got) return { expected: `understood ${JSON.stringify(understood)}`, got: 'no words to understand' }
  const entities = Object.groupBy(got.entities, entity => entity.type)
  for (const [name, expected] of Object.entries(understood)) {
    const values = fieldOf(name, got) ?? (entities[name] ?? []).map(({ value }) => value)
    const wanted = [expected].flat().map(String)
    if (wanted.every(value => values.includes(value))) continue
    const confidence = name === 'intent' ? ` (${got.confidence.toFixed(2)})` : ''
    return {
      expected: `understood ${name}: ${wanted.join(', ')}`,
      got: `${name}: ${values.length > 0 ? values.join(', ') : 'none'}${confidence}`,
    }
  }
  return undefined
}

function fieldOf(name: string, got: NonNullable<Simulation['understanding']>): string[] | undefined {
  switch (name) {
    case 'intent':
      return [got.intent]
    case 'also':
      return [...(got.also ?? [])]
    case 'language':
      return [got.language]
    case 'sentiment':
      return [got.sentiment.label]
    case 'urgent':
      return [String(got.urgent)]
    default:
      return undefined
  }
}

function handsOff({ handoff: expected }: Step<'handoff'>, { simulation }: Observed): Wrong | undefined {
  const got = simulation.handoff
  if (expected === false) return got ? { expected: 'no hand-off', got: `handoff: ${got.reason}` } : undefined
  const wanted = typeof expected === 'string' ? { reason: expected } : expected
  if (!got) return { expected: `handoff: ${JSON.stringify(wanted)}`, got: 'no hand-off' }
  return equalFields('handoff', wanted, { ...got })
}

function equalFields(what: string, wanted: object, got: Record<string, unknown>): Wrong | undefined {
  for (const [name, value] of Object.entries(wanted)) {
    const found = Object.hasOwn(got, name) ? got[name] : null
    if (JSON.stringify(found) !== JSON.stringify(value))
      return { expected: `${what}.${name}: ${JSON.stringify(value)}`, got: JSON.stringify(found) }
  }
  return undefined
}
