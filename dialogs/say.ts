import { baseOf } from '../locales/language-tag.ts'
import type { Activity, Attachment } from '../protocol/activity.ts'
import { ConserjeError } from '../protocol/errors.ts'
import type { Json, JsonObject } from '../protocol/json.ts'
import { offersOf } from './choices.ts'
import type { Content } from './content.ts'
import { valuesOf } from './names.ts'
import { replaceOffers } from './offers.ts'
import { orderCard } from './order-card.ts'
import type { SayOptions } from './outcome.ts'
import type { Frame, Offer } from './state.ts'
import { filledTemplate, type Template } from './template.ts'
import { marketOf, note, type Turn } from './turn-context.ts'

/** A turn that says more is not meant. */
const MOST_MESSAGES = 20
/** What "say that again" can bring back: so many texts, of so many UTF-16 units. */
const MOST_SAID = 5
const MOST_SAID_CHARS = 2000

/** A text that no language has, or a turn that talks without end. */
export class SayError extends ConserjeError {
  constructor(code: 'dialog.text_missing' | 'dialog.too_many_messages', message: string) {
    super(code, 'content', message)
  }
}

/** The clock of customers of no market is not known: theirs are told the time of the first one, by its name. */
const homeZone = ({ bot }: Content): string => Object.values(bot.markets)[0]?.timeZone ?? 'UTC'

/** The words of a text in the customer's language; undefined where no language has it. */
export function textOf(turn: Turn, key: string, values: JsonObject): string | undefined {
  const { content, facts, register } = turn
  const market = marketOf(content, facts)
  return content.texts.text(key, {
    language: regional(turn),
    register,
    channel: facts.channel,
    values,
    now: facts.now,
    seed: facts.inboxId,
    ...(market === undefined
      ? { timeZone: homeZone(content), foreignZone: true }
      : { timeZone: market.timeZone, currency: market.currency }),
  })
}

/** The language with its region, for wording and dates: that of the market that speaks it (`es-MX`), else that of the device (`pt-PT`), else the market's. */
function regional({ content, facts, language }: Turn): string {
  if (language.includes('-')) return language
  const speaks = (tag = '') => baseOf(tag) === language
  const { market, locale } = facts
  if (market !== undefined && speaks(marketOf(content, facts)?.language)) return `${language}-${market}`
  if (locale?.includes('-') && speaks(locale)) return locale
  return market === undefined ? language : `${language}-${market}`
}

/** Says a text to the customer, in the name of a frame: its values fill the key and the text. */
export function say(turn: Turn, frame: Frame | undefined, key: string, options: SayOptions = {}): void {
  if (turn.activities.length >= MOST_MESSAGES) {
    throw new SayError('dialog.too_many_messages', `more than ${MOST_MESSAGES} messages in one turn`)
  }
  const values = valuesOf(turn, frame)
  const filled = filledKey(key, values)
  const text = needed(turn, filled, values)
  const template = templateOf(turn, filled)
  const card = options.card === undefined ? undefined : showOrder(turn, values)
  if (options.choices !== undefined) {
    const offers = offersOf(options.choices, {
      text: choice => needed(turn, filledKey(choice, values), values),
      evaluate: expression => expression.evaluate(values),
    })
    offer(turn, offers)
  }
  turn.activities.push({
    type: 'message',
    id: `${turn.facts.inboxId}:${turn.activities.length + 1}`,
    text,
    from: { id: 'bot', name: turn.content.bot.name, role: 'bot' },
    locale: turn.language,
    ...(card !== undefined && { attachments: [card] }),
    ...(template !== undefined && {
      channelData: { template: filledTemplate(filled, template, regional(turn), values) },
    }),
  })
  if (frame?.dialog !== 'repeat') turn.said.push(text.slice(0, MOST_SAID_CHARS))
  note(turn, frame?.dialog ?? '', frame?.at ?? '', 'said', filled)
}

/** What goes in place of a text where only approved messages may be sent. */
function templateOf({ facts, content }: Turn, key: string): Template | undefined {
  const { templates } = content.bot
  return facts.channel === 'whatsapp' && Object.hasOwn(templates, key) ? templates[key] : undefined
}

/** These choices stand from now on. */
export function offer(turn: Turn, offers: readonly Offer[]): void {
  replaceOffers(turn.state, offers)
  turn.offered++
}

/**
 * The messages of the turn as they leave: the last one carries the choices, and tells whether an answer is expected. New words without choices end
 * the old ones: on most channels they are out of sight.
 */
export function sealMessages(turn: Turn, asks: boolean): void {
  const { activities, state } = turn
  const last = activities.findLast(({ type }) => type === 'message')
  if (last === undefined) return
  last.inputHint = asks ? 'expectingInput' : 'acceptingInput'
  if (turn.offered === 0) offer(turn, [])
  if (state.offers.length === 0) return
  last.suggestedActions = {
    actions: state.offers.map(({ id, title }) => ({
      type: 'postBack',
      title,
      displayText: title,
      value: { choice: id },
    })),
  }
}

/** What was said becomes what "say that again" says. A turn that said nothing keeps it. */
export function keepSaid({ said, state }: Turn): void {
  if (said.length > 0) state.said = said.slice(-MOST_SAID)
}

/** A sign that somebody is at it. */
export const typing = ({ facts }: Turn): Activity => ({ type: 'typing', id: `${facts.inboxId}:typing` })

function needed(turn: Turn, key: string, values: JsonObject): string {
  const text = textOf(turn, key, values)
  if (text === undefined || text.trim() === '') {
    throw new SayError('dialog.text_missing', `there is no text ${key} in any language of ${turn.language}`)
  }
  return text
}

/** `order.status.{order.status}` with the value in its place. */
function filledKey(key: string, values: JsonObject): string {
  if (!key.includes('{')) return key
  return key.replace(/\{([^{}]+)\}/g, (_, path: string) => {
    let value: Json = values
    for (const name of path.split('.')) {
      const inner: Json = value
      value =
        inner !== null && typeof inner === 'object' && !Array.isArray(inner) && Object.hasOwn(inner, name)
          ? (inner[name] ?? null)
          : null
    }
    return typeof value === 'string' || typeof value === 'number' ? String(value) : 'none'
  })
}

function showOrder(turn: Turn, values: JsonObject): Attachment | undefined {
  const { order } = values
  if (order === null || typeof order !== 'object' || Array.isArray(order)) return undefined
  turn.state.order = order
  turn.events.push({ name: 'order.shown', data: { status: order.status ?? null } })
  return orderCard(order, (key, more) => textOf(turn, key, { ...values, ...more }))
}
