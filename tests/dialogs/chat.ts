import { expect } from 'vitest'
import { parse, stringify } from 'yaml'
import type { Content, ContentFiles } from '../../dialogs/content.ts'
import { loadContent } from '../../dialogs/load.ts'
import { readBotFolder } from '../../dialogs/read-folder.ts'
import { takeTurn } from '../../dialogs/turn.ts'
import type { Timer, TurnEvent, TurnFacts, TurnResult } from '../../dialogs/turn-types.ts'
import type { Activity } from '../../protocol/activity.ts'
import type { ActionCall } from '../../protocol/call.ts'
import { faultText } from '../../protocol/errors.ts'
import type { Json, JsonObject } from '../../protocol/json.ts'
import type { Entity, Understanding } from '../../protocol/understanding.ts'

const shop = readBotFolder('bots/shop', 'bots/common')
const common = Object.fromEntries(Object.entries(shop).filter(([path]) => path.startsWith('common/')))

const INTENTS = ['order.status', 'order.cancel', 'small.talk']
  .map(name => `${name}: [about ${name}]`)
  .join('\n')

/** A bot of these dialogs (YAML, without their first line) and texts, which inherits bots/common. Throws with all faults. */
export function botOf({
  dialogs = {},
  texts = '',
  faq = '',
  bot = '',
  files = {},
}: {
  dialogs?: Record<string, string>
  texts?: string
  faq?: string
  bot?: string
  files?: Record<string, string>
}): Content {
  const all: ContentFiles = {
    ...common,
    'lamp/bot.yaml': `name: Lamp\nlanguages: [en, es]\n${bot}`,
    'lamp/intents/en.yaml': `${INTENTS}\n`,
    'lamp/intents/es.yaml': `${INTENTS}\n`,
    'lamp/locales/en.yaml': `${texts}\n`,
    'lamp/locales/es.yaml': stringify(inSpanish(parse(texts))),
    ...(faq === '' ? {} : { 'lamp/faq/en.yaml': faq, 'lamp/faq/es.yaml': faq }),
    ...Object.fromEntries(
      Object.entries(dialogs).map(([name, yaml]) => [
        `lamp/dialogs/${name}.yaml`,
        `dialog: ${name}\n${yaml}`,
      ]),
    ),
    ...files,
  }
  const actions = [
    ...['orders.find', 'shop.do'].map(name => ({ name, outcomes: ['not_found', 'proof_needed'] })),
    { name: 'identity.code', outcomes: [] },
    { name: 'identity.redeem', outcomes: ['wrong', 'too_many_tries'] },
  ]
  const { content, faults } = loadContent(all, { bot: 'lamp', actions })
  if (content === undefined) throw new Error(faults.map(faultText).join('\n'))
  return content
}

/** Every text with "ES" before it, to tell the languages apart. */
function inSpanish(texts: unknown): unknown {
  if (typeof texts === 'string') return `ES ${texts}`
  if (typeof texts !== 'object' || texts === null) return texts
  return Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, inSpanish(text)]))
}

/** What was understood: order numbers and e-mails are found, the rest is as given. */
export function understood(text: string, given: Partial<Understanding> = {}): Understanding {
  const found: Entity[] = []
  for (const [type, pattern] of [
    ['order', /\b\d{5}\b/g],
    ['email', /\S+@\S+\.\w+/g],
    ['number', /\b\d{1,3}\b/g],
    ['code', /\b[A-Z0-9]{4}-[A-Z0-9]{4}\b/g],
  ] as const) {
    for (const match of text.matchAll(pattern)) {
      const start = match.index
      found.push({ type, value: match[0], text: match[0], start, end: start + match[0].length })
    }
  }
  const { intent = 'oos', confidence = intent === 'oos' ? 0.1 : 0.9 } = given
  return {
    language: 'en',
    languageConfidence: 0.1,
    intent,
    confidence,
    alternatives: intent === 'oos' ? [] : [{ intent, confidence }],
    entities: found,
    sentiment: { label: 'neutral', score: 0 },
    urgent: false,
    ...given,
  }
}

export type Chat = ReturnType<typeof startChat>

/** A conversation that a test leads; time stands still unless `now` is set. */
export function startChat(content: Content, facts: Partial<TurnFacts> = {}) {
  let turns = 0
  const chat = {
    content,
    state: undefined as Json | undefined,
    facts: {
      conversationId: 'cnv_1',
      now: '2026-03-02T10:00:00.000Z',
      channel: 'webchat',
      owner: 'bot',
      customer: { id: 'cus_1', verified: false, returning: false },
      ...facts,
    } as Omit<TurnFacts, 'inboxId'>,
    /** Of the last turn. */
    result: undefined as unknown as TurnResult,
    calls: [] as ActionCall[],
    timers: [] as Timer[],
    take(event: TurnEvent): TurnResult {
      const before = JSON.stringify(chat.state)
      chat.result = takeTurn(chat.content, chat.state, event, { ...chat.facts, inboxId: `inb_${++turns}` })
      // The turn is pure, and its state is plain JSON.
      expect(JSON.stringify(chat.state)).toBe(before)
      expect(JSON.parse(JSON.stringify(chat.result.state))).toEqual(chat.result.state)
      chat.state = chat.result.state
      if (chat.result.language !== undefined) chat.facts.language = chat.result.language
      chat.calls.push(...chat.result.calls)
      chat.timers.push(...chat.result.timers)
      return chat.result
    },
    activity(activity: Partial<Activity>, understanding?: Understanding) {
      const activities = [{ type: 'message', ...activity } as Activity]
      chat.take({ kind: 'activity', activities, ...(understanding && { understanding }) })
      return chat.said()
    },
    /** The customer writes; gives what the bot says. */
    says: (text: string, given?: Partial<Understanding>) => chat.activity({ text }, understood(text, given)),
    presses: (choice: string) => chat.activity({ value: { choice } }),
    /** The call that is out ends. */
    returns(outcome: string, value?: Json) {
      const call = chat.calls.at(-1) as ActionCall
      const result = { callId: call.id, action: call.action, outcome, ...(value !== undefined && { value }) }
      chat.take({ kind: 'callResult', result })
      return chat.said()
    },
    /** The timer made last is due. */
    due() {
      chat.take({ kind: 'timer', timer: chat.timers.at(-1) as Timer })
      return chat.said()
    },
    returned(slots: JsonObject = {}) {
      chat.take({ kind: 'desk', verb: 'returned', slots })
      return chat.said()
    },
    resolved(cause = 'solved', handoff?: string) {
      chat.take({ kind: 'desk', verb: 'resolved', cause, ...(handoff !== undefined && { handoff }) })
      return chat.said()
    },
    said: () => chat.result.activities.flatMap(({ text }) => text ?? []),
    choices: () => chat.result.activities.at(-1)?.suggestedActions?.actions.map(({ title }) => title) ?? [],
    frames: () =>
      (chat.state as unknown as { frames: { dialog: string; at: string; slots: JsonObject }[] }).frames,
  }
  return chat
}
