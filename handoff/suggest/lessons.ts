import { baseOf } from '../../locales/language-tag.ts'
import type { JsonObject } from '../../protocol/json.ts'
import type { DeskHandoff } from '../desk-store.ts'
import { mask } from '../mask/mask.ts'
import type { StoredEntry } from '../package/entry-of.ts'
import { factsOf } from '../package/summarise.ts'
import { lastQuestion, type Question } from './question.ts'

/** A question with its answer, the answer with gaps where it spoke of this customer. */
export interface Lesson extends Question {
  orderStatus?: string
  reply: string
  at: string
}

/** UTF-16 units: shorter says nothing, longer is about one case only. */
const SHORTEST = 20
const LONGEST = 700
/** Numbers, times and dates that are left are of this one case. "3 to 5 days" is not. */
const OF_THIS_CASE =
  /\p{Nd}{3,}|\p{Nd}[.,:/]\p{Nd}|\p{Nd}+\s?[€$£%]|[€$£]\s?\p{Nd}|https?:|www\.|\{\{|\$t\(|@/u
const GREETING =
  /^((?:hola|buenos d[ií]as|buenas(?: tardes)?|hello|hi|hey|dear|good (?:morning|afternoon)|hallo|guten tag|bonjour|salut|ciao|buongiorno|olá|bom dia|cześć|dzień dobry|bună(?: ziua)?|goedendag|dag)[ ,]+)(?!again\b|there\b|de\b|otra\b)(\p{Lu}[\p{L}'’-]+)(?=[,.!:\s])/iu

/**
 * What can be learned of a resolved hand-off: each first answer of a person to something that was asked. Names, numbers and addresses of this customer become gaps
 * (`{{customer.name}}`, `{{order.number}}`); an answer with others left is dropped, and so is one that went in another language than it was written in. Pure.
 */
export function lessonsOf(handoff: DeskHandoff, entries: readonly StoredEntry[]): Lesson[] {
  if (handoff.status !== 'resolved' || handoff.cause === 'spam') return []
  const facts = factsOf(handoff)
  const { status } = facts.situation.order ?? {}
  const lessons: Lesson[] = []
  const answered = new Set<string>()
  for (const [n, entry] of entries.entries()) {
    const { speaker, activity, author } = entry
    if (speaker !== 'agent' || activity.type !== 'message' || entry.at < handoff.createdAt) continue
    const question = lastQuestion(entries.slice(Math.max(0, n - 20), n))
    if (question === undefined || answered.has(question.entryId) || isTranslated(entry)) continue
    answered.add(question.entryId)
    const reply = withGaps(activity.text ?? '', { handoff, author, country: facts.customer.country })
    if (reply === undefined) continue
    lessons.push({
      ...question,
      entryId: entry.id,
      language: baseOf(handoff.language ?? question.language),
      ...(typeof status === 'string' ? { orderStatus: status } : {}),
      reply,
      at: entry.at,
    })
  }
  return lessons
}

const isTranslated = ({ activity: { channelData } }: StoredEntry): boolean =>
  typeof channelData === 'object' && channelData !== null && 'translated' in channelData

/** Undefined: it speaks of this case in a way that no gap can take. */
function withGaps(
  text: string,
  {
    handoff,
    author,
    country,
  }: { handoff: DeskHandoff; author: string | undefined; country: string | undefined },
): string | undefined {
  const said = text.trim()
  if (said.length < SHORTEST || said.length > LONGEST || said.includes('{{')) return undefined
  let reply = said
  for (const [path, value] of knownValues(handoff, author)) reply = replaced(reply, value, `{{${path}}}`)
  reply = reply.replace(GREETING, (_, greeting: string) => `${greeting}{{customer.name}}`)
  const rest = reply.replaceAll(/\{\{[\w.]+\}\}/g, '')
  if (OF_THIS_CASE.test(rest) || mask(rest, { personal: true, ...(country && { country }) }) !== rest)
    return undefined
  return /\p{L}{3}/u.test(rest) ? reply : undefined
}

/** What of this customer an answer may name, the longest first: a link holds the number. */
function knownValues(handoff: DeskHandoff, author: string | undefined): [path: string, value: string][] {
  const { customer, situation } = factsOf(handoff)
  const name = customer.name?.trim()
  const slots = Object.entries(situation.slots)
  const found: [string, unknown][] = [
    ...['trackingUrl', 'tracking', 'number', 'carrier'].map((field): [string, unknown] => [
      `order.${field}`,
      (situation.order as JsonObject | undefined)?.[field],
    ]),
    ...slots.map(([slot, value]): [string, unknown] => [
      slot === 'number' ? 'order.number' : `slots.${slot}`,
      value,
    ]),
    ['customer.name', name],
    ['customer.name', name?.split(/\s+/)[0]],
    ['agent.name', author],
    ['agent.name', author?.split(/\s+/)[0]],
  ]
  return found
    .filter((one): one is [string, string] => typeof one[1] === 'string' && one[1].length >= 2)
    .sort((a, b) => b[1].length - a[1].length)
}

/** Whole words only, in any case. */
function replaced(text: string, value: string, gap: string): string {
  const escaped = value.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
  return text.replaceAll(new RegExp(`(?<![\\p{L}\\p{N}{.])${escaped}(?![\\p{L}\\p{N}}])`, 'giu'), gap)
}
