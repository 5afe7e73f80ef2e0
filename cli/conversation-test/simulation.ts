import type { Content } from '../../dialogs/content.ts'
import type {
  HandoffRequest,
  Situation,
  Timer,
  TurnEvent,
  TurnFacts,
  TurnResult,
} from '../../dialogs/turn-types.ts'
import { deskAt } from '../../handoff/desk-hours.ts'
import type { Understander } from '../../intents/understander.ts'
import type { Activity } from '../../protocol/activity.ts'
import type { Action, ActionCall, CallContext } from '../../protocol/call.ts'
import { isoTime } from '../../protocol/clock.ts'
import type { Json } from '../../protocol/json.ts'
import type { Understanding } from '../../protocol/understanding.ts'
import type { Engine } from '../../server/engine.ts'
import { marketOf } from '../../server/market.ts'
import { runCall } from '../../server/run-call.ts'

interface SimulatedCustomer {
  name?: string
  /** E.164. */
  phone?: string
  /** The channel vouches for the phone. */
  verified: boolean
  /** ISO 3166-1 alpha-2. */
  country?: string
  returning: boolean
}

export interface SimulationSetup {
  content: Content
  engine: Engine
  understander: Understander
  actions: ReadonlyMap<string, Action>
  channel: string
  /** The customer's device: a weak hint of the language. */
  locale: string
  customer: SimulatedCustomer
  startMs: number
  desk?: 'open' | 'closed'
}

/** What one turn, or the chain of turns until the bot waits again, brought. */
export interface Happened {
  /** The bot's messages; typing indicators are left out. */
  said: Activity[]
  result: TurnResult
}

/** A conversation in memory with a clock that stands still: what store and server do around the engine, without them. */
export interface Simulation {
  readonly now: number
  readonly language: string | undefined
  readonly understanding: Understanding | undefined
  readonly handoff: HandoffRequest | undefined
  readonly pendingCall: ActionCall | undefined
  situation(): Situation
  /** A customer's message: bubbles that are read together. */
  receive(activities: readonly Activity[]): Happened[]
  /** Ends the pending call as told. */
  settleCall(outcome: { outcome: string; value?: Json; error?: string }): Happened[]
  /** Ends the pending call by running its action. */
  runPendingCall(): Promise<Happened[]>
  /** Time passes; what falls due meanwhile happens in its order. */
  advance(ms: number): Happened[]
  desk(event: Extract<TurnEvent, { kind: 'desk' }>): Happened[]
}

export function createSimulation(setup: SimulationSetup): Simulation {
  const { content, engine, customer } = setup
  let now = setup.startMs
  let state: Json | undefined
  let language: string | undefined
  let register: TurnFacts['register']
  let owner: TurnFacts['owner'] = 'bot'
  let understanding: Understanding | undefined
  let handoff: HandoffRequest | undefined
  let rows = 0
  let timers: Timer[] = []
  const calls: ActionCall[] = []
  const held: TurnEvent[] = []

  const market = () => marketOf(content.bot, { country: customer.country, locale: setup.locale, language })

  function facts(): TurnFacts {
    const inMarket = market()
    return {
      conversationId: 'cnv_test',
      inboxId: `inb_test_${++rows}`,
      now: isoTime(now),
      channel: setup.channel,
      owner,
      customer: {
        id: 'cus_test',
        ...(customer.name !== undefined && { name: customer.name }),
        ...(customer.country !== undefined && { country: customer.country }),
        ...(language !== undefined && { language }),
        verified: customer.verified || engine.situation(state).order !== undefined,
        returning: customer.returning,
      },
      ...(language !== undefined && { language }),
      locale: setup.locale,
      ...(inMarket !== undefined && { market: inMarket }),
      ...(register !== undefined && { register }),
      ...(setup.desk
        ? { desk: { open: setup.desk === 'open' } }
        : deskAt(content.desk, isoTime(now), language ?? understanding?.language)),
    }
  }

  function turn(event: TurnEvent): Happened[] {
    const result = engine.takeTurn(content, facts(), state, event)
    state = result.state
    language = result.language ?? language
    register = result.register ?? register
    if (result.hold) held.push(event)
    calls.push(...result.calls)
    timers.push(...result.timers)
    if (result.handoff) {
      handoff = result.handoff
      owner = 'human'
    }
    const said = result.activities.filter(({ type }) => type === 'message')
    const waiting = result.waitingForCall ? [] : held.splice(0)
    return [{ said, result }, ...waiting.flatMap(turn)]
  }

  const settleCall: Simulation['settleCall'] = outcome => {
    const call = calls.shift()
    if (!call) return []
    return turn({ kind: 'callResult', result: { callId: call.id, action: call.action, ...outcome } })
  }

  function context(): CallContext {
    return {
      conversationId: 'cnv_test',
      threadId: 'thr_test',
      customerId: 'cus_test',
      channel: setup.channel,
      language: language ?? content.bot.languages[0] ?? 'en',
      ...(customer.verified && customer.phone !== undefined && { verifiedPhone: customer.phone }),
    }
  }

  return {
    get now() {
      return now
    },
    get language() {
      return language
    },
    get understanding() {
      return understanding
    },
    get handoff() {
      return handoff
    },
    get pendingCall() {
      return calls[0]
    },
    situation: () => engine.situation(state),
    receive(activities) {
      const words = activities.flatMap(({ text }) => (text ? [text] : [])).join('\n')
      const inMarket = market()
      understanding =
        words === ''
          ? undefined
          : setup.understander.understand(words, {
              ...(language !== undefined && { language }),
              locale: setup.locale,
              ...(inMarket !== undefined && { market: inMarket }),
              expects: engine.expects(content, state),
              now: isoTime(now),
              ...(inMarket !== undefined && { timeZone: content.bot.markets[inMarket]?.timeZone ?? 'UTC' }),
            })
      return turn({ kind: 'activity', activities, ...(understanding && { understanding }) })
    },
    settleCall,
    async runPendingCall() {
      const [call] = calls
      if (!call) return []
      const { outcome, value, error } = await runCall(call, context(), now, {
        actions: setup.actions,
        clock: () => now,
      })
      return settleCall({
        outcome,
        ...(value !== undefined && { value }),
        ...(error !== undefined && { error }),
      })
    },
    advance(ms) {
      const until = now + ms
      const happened: Happened[] = []
      for (;;) {
        const due = timers.filter(({ dueAt }) => Date.parse(dueAt) <= until)
        const [next] = due.sort((a, b) => Date.parse(a.dueAt) - Date.parse(b.dueAt))
        if (!next) break
        timers = timers.filter(timer => timer !== next)
        now = Math.max(now, Date.parse(next.dueAt))
        const { token, frame, purpose } = next
        happened.push(...turn({ kind: 'timer', timer: { token, frame, purpose } }))
      }
      now = until
      return happened
    },
    desk(event) {
      owner = 'bot'
      return turn(event)
    },
  }
}
