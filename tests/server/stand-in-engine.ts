import type { Content } from '../../dialogs/content.ts'
import type { TurnEvent, TurnFacts, TurnResult } from '../../dialogs/turn-types.ts'
import type { Activity } from '../../protocol/activity.ts'
import type { Json, JsonObject } from '../../protocol/json.ts'
import type { Engine } from '../../server/engine.ts'

/** A bot of one sentence: echoes what it reads, counted, and obeys a few words that set the loops in motion. */
export const standInEngine: Engine = {
  takeTurn: (_content, facts, state, event) => turn(facts, (state ?? { turns: 0 }) as JsonObject, event),
  situation: state => ({
    sentiment: [],
    slots: { turns: (state as JsonObject | undefined)?.turns ?? 0 },
    tried: [],
    misses: 0,
  }),
  notice: (_content, { inboxId }, _state, key) => ({ type: 'message', id: `${inboxId}:1`, text: key }),
  orderShown: () => false,
  expects: () => [],
  waitingForCall: state => (state as JsonObject | undefined)?.waiting === true,
}

function turn(facts: TurnFacts, state: JsonObject, event: TurnEvent): TurnResult {
  const turns = Number(state.turns) + 1
  const result = blank({ ...state, turns })
  const say = (text: string) => {
    const id = `${facts.inboxId}:${result.activities.length}`
    result.activities.push({ type: 'message', id, text } satisfies Activity)
  }
  const settle = (waiting: boolean) => {
    result.waitingForCall = waiting
    ;(result.state as JsonObject).waiting = waiting
  }
  settle(state.waiting === true)
  if (event.kind === 'activity') {
    const text = event.activities.map(activity => activity.text ?? `(${activity.type})`).join('\n')
    if (text.includes('boom')) throw new Error(`can't take ${text}`)
    if (facts.owner === 'human') return result
    if (text === 'person') {
      say('a person will answer')
      settle(false)
      result.handoff = { reason: 'asked', priority: 'normal' }
    } else if (state.waiting === true) {
      return {
        ...result,
        state,
        hold: true,
        activities: [{ type: 'typing', id: `${facts.inboxId}:0` }],
      }
    } else if (text.startsWith('call ')) {
      settle(true)
      const [, action, timeoutMs = '2000'] = text.split(' ')
      result.calls.push({
        id: `${facts.inboxId}:c0`,
        action: action as string,
        input: { text },
        timeoutMs: Number(timeoutMs),
        retries: 2,
      })
    } else if (text === 'remind') {
      const dueAt = new Date(Date.parse(facts.now) + 60_000).toISOString()
      result.timers.push({ token: 't', frame: 'f', purpose: 'wait', dueAt })
      say('later')
    } else say(`${turns}: ${text}`)
  } else if (event.kind === 'callResult') {
    settle(false)
    say(`${turns}: ${event.result.action} ${event.result.outcome}`)
  } else if (event.kind === 'timer') say(`${turns}: it is time`)
  else {
    say(`${turns}: ${event.verb}`)
    result.closed = event.verb === 'resolved'
  }
  return result
}

const blank = (state: Json): TurnResult => ({
  state,
  activities: [],
  calls: [],
  timers: [],
  events: [],
  trace: [],
  language: 'en',
  hold: false,
  waitingForCall: false,
  closed: false,
})

/** A content that only the server reads: a version, a bot, a text. */
export const standInContent = (version = 'v1'): Content =>
  ({
    version,
    files: { 'shop/bot.yaml': version },
    bot: {
      bot: 'shop',
      name: 'Shop',
      languages: ['en', 'es'],
      markets: { ES: { language: 'es', currency: 'EUR', timeZone: 'Europe/Madrid' } },
      registers: {},
      understanding: { accept: 0.5, ask: 0.3 },
      handoff: { afterMisses: 3, promiseMs: 3_600_000, echoIdleMs: 43_200_000, rules: [] },
      channels: {},
      templates: {},
      conversation: { idleMs: 86_400_000 },
    },
    dialogs: new Map(),
    triggers: new Map(),
    texts: {
      languages: ['en'],
      has: () => true,
      text: (key: string) => `text of ${key}`,
      keys: () => new Set<string>(),
    },
    faqs: new Set(),
    training: { languages: ['en'], examples: {}, orderNumber: '\\d{5}', countries: [] },
  }) as unknown as Content
