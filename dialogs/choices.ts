import { isUnspaced } from '../intents/words.ts'
import type { Json } from '../protocol/json.ts'
import type { Entity } from '../protocol/understanding.ts'
import type { Expression } from './condition.ts'
import { countWords, plainWords } from './cues.ts'
import { editDistance } from './edit-distance.ts'
import type { Offer } from './state.ts'
import type { Choices } from './step-fields.ts'

/** What offers are made with: the words of a text, and the value of an expression. */
interface Wording {
  text(key: string): string
  evaluate(expression: Expression): Json
}

/** At most so many are offered: more fit on no channel. */
const MOST = 13

/** The offers that `choices` of a step stand for, in the customer's language. */
export function offersOf(choices: Choices, { text, evaluate }: Wording): Offer[] {
  if (!Array.isArray(choices)) {
    const list = evaluate(choices)
    return Array.isArray(list) ? list.slice(0, MOST).flatMap(item => computed(item, text)) : []
  }
  return choices.map(choice => {
    const { text: key, value, begin } = typeof choice === 'string' ? { text: choice } : choice
    return {
      id: key,
      title: text(key),
      value: value ?? key.slice(key.lastIndexOf('.') + 1),
      ...(begin !== undefined && { begin }),
    }
  })
}

/** An item of a list that an expression gave: a text or number as it is, or `{title | text, value?, begin?}`. */
function computed(item: Json, text: (key: string) => string): Offer[] {
  if (typeof item === 'string' || typeof item === 'number') {
    return [{ id: String(item), title: String(item), value: item }]
  }
  if (item === null || typeof item !== 'object' || Array.isArray(item)) return []
  const key = typeof item.text === 'string' ? item.text : undefined
  const title = key === undefined ? item.title : text(key)
  if (typeof title !== 'string' || title === '') return []
  const begin = typeof item.begin === 'string' ? item.begin : undefined
  const id = typeof item.id === 'string' ? item.id : (key ?? begin ?? String(item.value ?? title))
  return [{ id, title, value: item.value ?? title, ...(begin !== undefined && { begin }) }]
}

/** Who says more than "yes, the second one, please" says something else too. */
const MOST_WORDS = 8

/** What was typed, as far as it may mean one of the choices. */
interface Typed {
  /** As `plainWords` gave it. */
  words: string
  entities: readonly Entity[]
}

const titles = new WeakMap<Offer, string>()

/** An offer's title as bare words, made once: it stands until other choices take its place. */
function titleWords(offer: Offer): string {
  let words = titles.get(offer)
  if (words === undefined) {
    words = plainWords(offer.title)
    titles.set(offer, words)
  }
  return words
}

/**
 * The choice that a typed message means: its title without case and accents, "2", "2." or "#2", "the second one", or a title with a slip of
 * the finger; a number in words ("two please") by the entity that the understander made of it.
 */
export function typedOffer(offers: readonly Offer[], { words, entities }: Typed): Offer | undefined {
  if (offers.length === 0 || words === '' || words.length > 100) return undefined
  const titles = offers.map(titleWords)
  const exact = offers[titles.indexOf(words)]
  if (exact !== undefined) return exact
  const written = /^\d{1,2}$/.exec(words)?.[0]
  if (written !== undefined) return numbered(offers, Number(written))
  const named = entities.filter(({ type }) => type === 'choice')
  const [place] = named
  // "The first or the second" leaves open which.
  const isOne = new Set(named.map(({ value }) => value)).size === 1
  if (place !== undefined && isOne && countWords(words) <= MOST_WORDS) {
    if (place.value === 'last') return offers.at(-1)
    const isPlace = entities.some(({ type }) => type === 'ordinal')
    const offer = isPlace ? offers[Number(place.value) - 1] : numbered(offers, Number(place.value))
    if (offer !== undefined) return offer
  }
  return near(offers, titles.map(joined), joined(words))
}

/** A grade ("4" of 1 to 5) is meant by its value before its place. */
const numbered = (offers: readonly Offer[], number: number): Offer | undefined =>
  offers.find(({ value }) => value === number) ?? offers[number - 1]

/** Letters of a script without spaces are words of `plainWords`; a slip is counted in letters. */
const joined = (words: string): string =>
  words
    .split(' ')
    .reduce((text, word) => (isUnspaced(word) || text === '' ? text + word : `${text} ${word}`), '')

/** The one title that is at most a letter in five away; none when two are as near. */
function near(offers: readonly Offer[], titles: readonly string[], words: string): Offer | undefined {
  let best = Number.POSITIVE_INFINITY
  let found: Offer | undefined
  for (const [index, title] of titles.entries()) {
    const allowed = Math.floor(title.length / 5) + (title.length >= 4 ? 1 : 0)
    if (title.length < 4 || Math.abs(title.length - words.length) > allowed) continue
    const distance = editDistance(words, title, allowed)
    if (distance > allowed || distance > best) continue
    found = distance < best ? offers[index] : undefined
    best = distance
  }
  return found
}
