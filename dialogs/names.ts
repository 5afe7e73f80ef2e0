import type { Json, JsonObject } from '../protocol/json.ts'
import type { Frame } from './state.ts'
import { marketOf, type Turn } from './turn-context.ts'

/**
 * What expressions and texts may name beside what `save` and `set` named in the same dialog, with a sentence for the designer.
 * (`value` is known in `valid` only.)
 */
export const NAMES = {
  slots: 'the slots of this dialog',
  customer: 'name, country, verified, returning',
  channel: 'whatsapp, webchat, email, …',
  language: 'the language of the conversation',
  market: 'country, currency, timeZone, language of the customer’s market',
  sentiment: 'label, score and streak (messages in a row with this label)',
  order: 'the order last shown',
  now: 'the time of this turn, ISO 8601',
  bot: 'the name of the shop',
  call: 'outcome and value of the last call of this dialog',
  handoff: 'reason, priority, team, skill and note, in the dialog `human` and before it',
  desk: 'open and opensAt: whether agents are there now',
  by_email:
    'offer: whether answers can go by e-mail to who has left the chat; known: whether they gave an address',
  wait: 'position and minutes, in the texts common.desk.*',
  agent: 'name, in common.desk.joined',
  email: 'the address that was left, in common.leave.kept',
  link: 'the way back to the chat, in common.leave.mail_link',
  survey: 'desk and bot: whether bot.yaml asks how it was after them; again, in `survey-words`',
  resolved: 'cause, in `desk-resolved`',
  welcomed: 'whether the customer was told that this is a bot',
  message: 'kind of a message that can’t be read, in `media`',
  misses: 'how many messages in a row were not understood, in `fallback`',
  misses_left: 'how many more may be, in `fallback`',
  guesses: 'the best guesses as choices, in `fallback` and `did-you-mean`',
  cancelled: 'the dialog that was under way, in `cancel`',
  resumed: 'the dialog that goes on, in `desk-return` and `continued`',
  corrected: 'slot and value, in `correction`',
  languages: 'the languages of the bot, each by its own name, in `language-unknown`',
  last_answer: 'what the bot said last, in `repeat`',
  last_choices: 'the choices shown with it, in `repeat`',
} as const

/** What stands under those whose shape is known, for checks. An action of a bot's own may save another `order`. */
export const MEMBERS: Readonly<Record<string, readonly string[]>> = {
  customer: ['id', 'name', 'country', 'verified', 'returning'],
  sentiment: ['label', 'score', 'streak'],
  desk: ['open', 'opensAt'],
  market: ['country', 'currency', 'timeZone', 'language', 'register'],
  order: [
    'number',
    'status',
    'carrier',
    'tracking',
    'trackingUrl',
    'placedAt',
    'eta',
    'days_late',
    'total',
    'currency',
    'country',
    'items',
    'itemList',
    'refund',
  ],
}

/** The names of `NAMES`, for checks. */
export const KNOWN_NAMES: ReadonlySet<string> = new Set(Object.keys(NAMES))

/** The values of all names at this moment of the turn, as this frame sees them. */
export function valuesOf(turn: Turn, frame: Frame | undefined): JsonObject {
  const { facts, content, state } = turn
  const market = marketOf(content, facts)
  return {
    customer: facts.customer as unknown as Json,
    channel: facts.channel,
    language: turn.language,
    market: market === undefined ? null : ({ ...market, country: facts.market } as unknown as Json),
    sentiment: sentimentOf(turn),
    order: state.order ?? null,
    now: facts.now,
    bot: content.bot.name,
    desk: (facts.desk ?? null) as Json,
    by_email: { offer: facts.byEmail !== undefined, known: facts.byEmail?.known === true },
    survey: surveyNames(turn),
    welcomed: state.welcomed,
    ...turn.extra,
    ...frame?.saved,
    slots: frame?.slots ?? {},
  }
}

/** Where bot.yaml asks how it was. */
export function surveyNames({ content }: Turn): Json {
  const after = content.bot.survey?.after ?? []
  return { desk: after.includes('desk'), bot: after.includes('bot'), again: false }
}

function sentimentOf({ state: { sentiments } }: Turn): Json {
  const last = sentiments.at(-1)
  if (last === undefined) return { label: 'neutral', score: 0, streak: 0 }
  const other = sentiments.findLastIndex(({ label }) => label !== last.label)
  return { ...last, streak: sentiments.length - 1 - other }
}
