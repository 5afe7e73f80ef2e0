import type { Content } from '../../dialogs/content.ts'
import type { Understander } from '../../intents/understander.ts'
import type { Activity } from '../../protocol/activity.ts'
import type { Action } from '../../protocol/call.ts'
import type { Engine } from '../../server/engine.ts'
import { expectation, type Observed } from './expectations.ts'
import type { ConversationTest, PlacedStep } from './read-tests.ts'
import { recordTexts } from './record-texts.ts'
import { createSimulation, type Happened } from './simulation.ts'

/** What a run needs beside the test. */
export interface TestDeps {
  content: Content
  engine: Engine
  understander: Understander
  /** Fresh ones for each run, with its clock: tries and changes of one story must not reach another. */
  actions(now: () => number): Promise<readonly Action[]> | readonly Action[]
}

export interface TestResult {
  file: string
  line: number
  test: string
  channel: string
  language: string
  ok: boolean
  ms: number
  failure?: { line: number; col: number; expected: string; got: string }
  /** What was said until then, a line each. */
  conversation: string[]
}

/** One story, on one channel, in one language. Throws only what is a bug of ours. */
export async function runTest(
  test: ConversationTest,
  channel: string,
  language: string,
  deps: TestDeps,
): Promise<TestResult> {
  const started = performance.now()
  const recorded = recordTexts(deps.content.texts)
  const clock = { now: () => Date.parse(test.now) }
  const actions = await deps.actions(() => clock.now())
  const simulation = createSimulation({
    content: { ...deps.content, texts: recorded.texts },
    engine: deps.engine,
    understander: deps.understander,
    actions: new Map(actions.map(action => [action.name, action])),
    channel,
    locale: language,
    customer: test.customer,
    startMs: Date.parse(test.now),
    ...(test.desk && { desk: test.desk }),
  })
  clock.now = () => simulation.now
  const observed: Observed = {
    simulation,
    language,
    keysOf: recorded.keysOf,
    unread: [],
    last: [],
    offers: [],
    texts: recorded.texts,
  }
  const conversation: string[] = []
  const result = { file: test.file, line: test.line, test: test.test, channel, language, conversation }
  for (const step of test.story) {
    const wrong = await play(step, observed, conversation)
    if (!wrong) continue
    const { line, col } = step
    return { ...result, ok: false, ms: performance.now() - started, failure: { line, col, ...wrong } }
  }
  return { ...result, ok: true, ms: performance.now() - started }
}

type Wrong = { expected: string; got: string }

async function play(
  step: PlacedStep,
  observed: Observed,
  conversation: string[],
): Promise<Wrong | undefined> {
  const { simulation } = observed
  // A call that the story does not name runs on the demo data as soon as anything else is looked at.
  if (step.kind !== 'call' && step.kind !== 'understood')
    while (simulation.pendingCall) note(await simulation.runPendingCall(), observed, conversation)
  switch (step.kind) {
    case 'customer': {
      const written = wordsOf(step.customer, observed.language)
      const pressed = written.length === 1 ? press(written[0] as string, observed) : undefined
      if (pressed?.wrong) return pressed.wrong
      const activities = pressed ? [pressed.activity] : written.map(text => ({ type: 'message', text }))
      conversation.push(`customer: ${activities.map(({ text }) => text).join(' / ')}`)
      act(simulation.receive(activities), observed, conversation)
      return undefined
    }
    case 'sends': {
      conversation.push(`customer sends ${step.sends}`)
      const attachments = [{ contentType: step.sends, contentUrl: 'https://example.org/file' }]
      act(simulation.receive([{ type: 'message', attachments }]), observed, conversation)
      return undefined
    }
    case 'after':
      conversation.push(`(${Math.round(step.after / 60_000)} minutes pass)`)
      act(simulation.advance(step.after), observed, conversation)
      return undefined
    case 'desk': {
      const slots = (step.slots ?? {}) as Record<string, never>
      conversation.push(`agent: ${step.desk}`)
      act(
        simulation.desk(
          step.desk === 'returned'
            ? { kind: 'desk', verb: 'returned', slots }
            : { kind: 'desk', verb: 'resolved', cause: 'resolved' },
        ),
        observed,
        conversation,
      )
      return undefined
    }
    case 'call':
      return call(step, observed, conversation)
    default:
      return expectation(step, observed)
  }
}

/** A new move of the story: what was said before and not looked at is passed over. */
function act(happened: readonly Happened[], observed: Observed, conversation: string[]): void {
  observed.unread.length = 0
  observed.last.length = 0
  note(happened, observed, conversation)
}

function note(happened: readonly Happened[], observed: Observed, conversation: string[]): void {
  observed.last.push(...happened)
  for (const activity of happened.flatMap(({ said }) => said)) {
    observed.unread.push(activity)
    const choices = activity.suggestedActions?.actions ?? []
    if (choices.length > 0) observed.offers = choices
    const shown = choices.length > 0 ? ` [${choices.map(({ title }) => title).join(' | ')}]` : ''
    conversation.push(`bot: ${(activity.text ?? '(no words)').replaceAll('\n', ' / ')}${shown}`)
  }
}

const wordsOf = (
  written: string | string[] | Record<string, string | string[]>,
  language: string,
): string[] =>
  typeof written === 'string'
    ? [written]
    : Array.isArray(written)
      ? written
      : [written[language] ?? []].flat()

type Pressed = { wrong: Wrong } | { wrong?: never; activity: Activity }

/** The key of a text is a press of the choice that shows it; other words are words. */
function press(written: string, { texts, language, offers, simulation }: Observed): Pressed | undefined {
  const isKey = /^[\w-]+(\.[\w-]+)+$/.test(written) && texts.has(written, language)
  if (!isKey) return undefined
  const title = texts.text(written, { language: simulation.language ?? language })
  const offer = offers.find(choice => choice.title === title)
  if (offer) return { activity: { type: 'message', text: offer.title, value: offer.value } }
  const got = offers.length === 0 ? 'no choices' : offers.map(choice => choice.title).join(' | ')
  return { wrong: { expected: `the choice ${written} ("${title}")`, got } }
}

async function call(
  step: Extract<PlacedStep, { kind: 'call' }>,
  observed: Observed,
  conversation: string[],
): Promise<Wrong | undefined> {
  const { simulation } = observed
  const pending = simulation.pendingCall
  if (pending?.action !== step.call)
    return { expected: `call ${step.call}`, got: pending ? `call ${pending.action}` : 'no call' }
  for (const [name, value] of Object.entries(step.with ?? {}))
    if (JSON.stringify(pending.input[name]) !== JSON.stringify(value))
      return {
        expected: `call ${step.call} with ${name}: ${JSON.stringify(value)}`,
        got: `${name}: ${JSON.stringify(pending.input[name] ?? null)}`,
      }
  conversation.push(`(call ${step.call})`)
  const stub = stubOf(step)
  note(stub ? simulation.settleCall(stub) : await simulation.runPendingCall(), observed, conversation)
  return undefined
}

function stubOf({ returns, branch, error, timeout }: Extract<PlacedStep, { kind: 'call' }>) {
  if (timeout) return { outcome: 'timeout', error: 'no answer' }
  if (error !== undefined) return { outcome: 'failed', error }
  if (branch === undefined && returns === undefined) return undefined
  return { outcome: branch ?? 'ok', ...(returns !== undefined && { value: returns }) }
}
