import { familyOf } from '../../locales/key-family.ts'
import { baseOf } from '../../locales/language-tag.ts'
import { parseTemplate } from '../../locales/template.ts'
import type { Fault } from '../../protocol/errors.ts'
import type { LoadedText } from '../load-texts.ts'
import { type Check, type CheckInput, refsOf } from './check.ts'

/** What a channel takes at once, as far as a designer's words are concerned. Structurally an adapter's limits. */
export interface ChannelSizes {
  channel: string
  textChars: number
  textUnit?: 'utf16' | 'bytes'
  buttons: number
  buttonChars: number
  list?: { rows: number; titleChars: number }
  /** Single texts that are held to less, and how the platform counts them. */
  texts?: Readonly<Record<string, { most: number; count(text: string): number }>>
  /** What is shown of the texts that a setting of the channel in bot.yaml names (`greeting`, `menu`), UTF-16 units. */
  settings?: Readonly<Record<string, number>>
}

/** One text that is longer than a channel takes. */
interface TooLong {
  key: string
  language: string
  text: LoadedText
  channel: string
  says: string
}

/** Texts and titles that a channel would cut or part, in any language, with values of usual length in them. Told once a text, all languages and channels together. */
export const channelSizes: Check = input => {
  const { sizes = [] } = input
  const shownWith = titleKeys(input)
  const spoken = input.languages.map(baseOf)
  const rank = (language: string) => spoken.indexOf(baseOf(language))
  const read = [...input.texts].filter(([language]) => rank(language) >= 0)
  const found = read
    .sort(([a], [b]) => rank(a) - rank(b))
    .flatMap(([language, texts]) =>
      [...texts].flatMap(([key, text]) => {
        const family = familyOf(key, texts)
        return sizes
          .filter(({ channel }) => isFor(key, channel, wording => texts.has(wording)))
          .flatMap(size =>
            tooLong(size, family, text, shownWith(family)).map(says => ({
              key: family,
              language,
              text,
              channel: size.channel,
              says,
            })),
          )
      }),
    )
  return [...[...Map.groupBy(found, ({ key }) => key).values()].map(told), ...tooMany(input)]
}

/** Choices that a channel with buttons shows as numbered text. */
function tooMany(input: CheckInput): Fault[] {
  const titles = titleRefs(input)
  return [...Map.groupBy(titles, ({ step }) => step).values()].flatMap(([first, ...others]) => {
    const count = others.length + 1
    const channels = (input.sizes ?? [])
      .filter(({ buttons, list }) => buttons > 0 && count > Math.max(buttons, list?.rows ?? 0))
      .map(({ channel }) => channel)
    if (first === undefined || channels.length === 0) return []
    return [
      first.fault(`${count} choices are numbered text on ${channels.join(', ')}`, { severity: 'warning' }),
    ]
  })
}

const titleRefs = (input: CheckInput) => refsOf(input, 'text').filter(({ ref }) => ref.path[0] === 'choices')

/** `hi@email` is said by e-mail only, and `hi` on all other channels then. */
export function isFor(key: string, channel: string, has: (key: string) => boolean): boolean {
  const named = /@([a-z][a-z0-9-]*)/.exec(key)?.[1]
  if (named !== undefined) return named === channel
  const [, stem = key, register = ''] = /^(.*?)(_(?:in)?formal)?$/.exec(key) ?? []
  return !has(`${stem}@${channel}${register}`)
}

/** Of each text: beside how many other choices it stands at least as a title; undefined for one that is no title. */
function titleKeys(input: CheckInput): (family: string) => number | undefined {
  const counts = new Map<string, number>()
  const patterns: [RegExp, number][] = []
  const titles = titleRefs(input)
  for (const { ref, step } of titles) {
    const count = titles.filter(other => other.step === step).length
    if (ref.key.includes('{')) patterns.push([patternOf(ref.key), count])
    else counts.set(ref.key, Math.min(count, counts.get(ref.key) ?? count))
  }
  return family =>
    counts.get(family) ?? patterns.find(([pattern]) => pattern.test(family))?.[1] ?? ownTitle(family)
}

const patternOf = (key: string): RegExp =>
  new RegExp(
    `^${key
      .split(/\{[^}]*\}/)
      .map(part => part.replaceAll('.', '\\.'))
      .join('[^.]+')}$`,
  )

/** Titles that the engine itself offers: yes and no, a person, and what may have been meant. */
const ownTitle = (family: string): number | undefined =>
  /^(?:common\.choice|intents)\./.test(family) ? 2 : undefined

/** What is never said by itself. */
const PIECES = /^(?:common\.cues|common\.card|format)\./

function tooLong(
  size: ChannelSizes,
  family: string,
  { wording }: LoadedText,
  beside: number | undefined,
): string[] {
  const texts = [wording].flat().map(filled)
  const longest = (count: (text: string) => number) => Math.max(0, ...texts.map(count))
  if (beside !== undefined) {
    const chars = longest(text => text.length)
    const most = titleChars(size, beside)
    return most === undefined || chars <= most ? [] : [`cut at ${most} of ${chars} characters`]
  }
  if (PIECES.test(family)) return []
  const own = size.texts?.[family]
  if (own !== undefined) {
    const counted = longest(own.count)
    return counted <= own.most ? [] : [`${counted} of ${own.most} characters`]
  }
  const inBytes = size.textUnit === 'bytes'
  const taken = longest(text => (inBytes ? Buffer.byteLength(text) : text.length))
  if (taken <= size.textChars) return []
  const count = Math.ceil(taken / size.textChars)
  return [`${taken} ${inBytes ? 'bytes' : 'characters'} in ${count} messages of ${size.textChars}`]
}

/** How much of a title is seen where so many stand side by side; undefined: all of it, in numbered text. */
function titleChars({ buttons, buttonChars, list }: ChannelSizes, count: number): number | undefined {
  if (count <= buttons) return buttonChars
  return list && count <= list.rows ? list.titleChars : undefined
}

/** Usual lengths of what stands in a place of a text, by its format, else by the last word of its name. UTF-16 units. */
const LENGTHS: Readonly<Record<string, number>> = {
  money: 12,
  date: 24,
  dateTime: 34,
  time: 8,
  relativeDay: 24,
  number: 6,
  list: 60,
  items: 60,
  address: 60,
  trackingUrl: 80,
  email: 24,
  bot: 12,
}
const USUAL = 16

/** A text with something of usual length in each place. */
export const filled = (text: string): string =>
  parseTemplate(text)
    .parts.map(part => {
      if (part.kind === 'words') return part.words
      if (part.kind === 'text') return 'x'.repeat(USUAL)
      return 'x'.repeat(LENGTHS[part.format?.name ?? part.path.at(-1) ?? ''] ?? USUAL)
    })
    .join('')

function told(found: readonly TooLong[]): Fault {
  const [{ key, text }] = found as [TooLong]
  const languages = [...Map.groupBy(found, ({ language }) => language)].map(([language, ones]) => {
    const channels = [...Map.groupBy(ones, ({ says }) => says)].map(
      ([says, same]) => `${says} on ${[...new Set(same.map(({ channel }) => channel))].join(', ')}`,
    )
    return `${language}: ${channels.join(', ')}`
  })
  return {
    file: text.yaml.file,
    ...text.yaml.at(text.path),
    message: `"${key}" is too long for some channels; ${languages.join('; ')}`,
    severity: 'warning',
  }
}
