import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { LineCounter, parseDocument } from 'yaml'
import { z } from 'zod'
import { ContentError, type Fault } from '../protocol/errors.ts'
import { baseOf } from './language-tag.ts'
import { timeWordsSchema } from './time-words.ts'

const words = z.array(z.string().trim().min(1).max(60))
/** A whole number, or `last`. */
const place = z.string().regex(/^(\d{1,3}|last)$/, 'must be a whole number or last')

/**
 * What a language's people say and how: words for understanding, no texts of a bot. All words are compared in lower case and without
 * accents; a word that ends in `*` stands for all that begin so. A phrase may have several words.
 */
export const cultureSchema = z.strictObject({
  /** BCP 47, the file's own name. */
  language: z.string().regex(/^[a-z]{2,3}(-[A-Za-z]{2,4})?$/, 'must be a BCP 47 tag like es or pt-BR'),
  /** What its speakers call it. */
  name: z.string().min(1),
  /** What this language calls others, by their tag: the words in "can we speak English?". */
  names: z.record(z.string(), words),
  direction: z.enum(['ltr', 'rtl']),
  /** How words lose their endings: `{natural: es}`, or prefixes, then suffixes to cut off, the longest that fits, as long as `keep` letters stay. Written plain (no accents). Without it words stay whole. */
  stem: z
    .strictObject({
      natural: z.enum(['porter', 'de', 'es', 'fr', 'it', 'nl', 'no', 'pt', 'ru', 'sv', 'uk']).optional(),
      prefixes: words.optional(),
      suffixes: words.optional(),
      keep: z.int().min(1).max(10).optional(),
    })
    .optional(),
  /** The frequent small words by which a short text betrays its language. */
  functionWords: words,
  /** Answers to a yes/no question, colloquial ones and emoji too. The longest that fits counts. */
  answers: z.strictObject({ yes: words, no: words, maybe: words }),
  /** "the second", "la última": `2: [second, 2nd]`, `last: [last]`. */
  ordinals: z.record(place, words),
  /** Words for numbers. Tens and units are put together, with or without a word of `numberJoiners`. */
  numbers: z.record(z.string().regex(/^\d{1,7}$/, 'must be a whole number'), words),
  numberJoiners: words,
  /** Units are said before tens: einundzwanzig, واحد وعشرون. */
  unitsFirst: z.boolean().optional(),
  /** Letters written together with the next word that change nothing of what it means here: و, ال, ب, ل. */
  prefixes: words.optional(),
  /** "not", "no es el": what follows within three words is not meant. */
  negation: words,
  /** Negations that stand after what they deny, at most three words on: ない, nicht. */
  negationAfter: words.optional(),
  /** "I meant", "perdón": a correction of what was said before. */
  correction: words,
  /** Words that part two matters in one message. */
  conjunctions: words,
  /** Words that say what a number beside them is. */
  cues: z.strictObject({
    order: words,
    postcode: words,
    phone: words,
    choice: words,
    email: words.optional(),
  }),
  /** Last letters of a question without its mark: 吗, か. */
  questionEndings: words.optional(),
  /** How several choices are named: `or` (2 or 3: which one is open), `all` (both), `none` (neither of them). */
  choices: z.strictObject({ or: words, all: words, none: words }).partial().optional(),
  /** What stands before a name when one is asked for: "my name is", "me llamo". */
  introductions: words.optional(),
  /** Words for money, by ISO 4217 code, in every form after a number, shop slang too: `GBP: [pound, pounds, quid]`. Symbols (€, £) are known. */
  money: z.record(z.string().regex(/^[A-Z]{3}$/, 'must be a currency code like EUR'), words).optional(),
  /** Words for a hundredth of it: `EUR: [cent, cents]`. */
  cents: z.record(z.string().regex(/^[A-Z]{3}$/, 'must be a currency code like EUR'), words).optional(),
  /** Dates and times. */
  times: timeWordsSchema.partial().optional(),
  /** Phone spelling: `xq: porque`. */
  abbreviations: z.record(z.string(), z.string().min(1)),
  /** Phrases that show a mood; a longer one hides the shorter in it. `neutral` hides a word of mood that shows none here: "no problem", "happy birthday". */
  sentiment: z.strictObject({
    angry: words,
    unhappy: words,
    pleased: words,
    insults: words,
    threats: words,
    neutral: words.optional(),
  }),
  /** Phrases that say it can't wait. */
  urgency: words,
  /** What says that something is needed: with a day to come in the same breath that is urgent. "I need it by Saturday". */
  needs: words.optional(),
  /** Phrases that say it can: "no rush", "sin prisa". */
  calm: words.optional(),
  /** Words that mean about the same to a shop, by a name that all packs share: `parcel: [parcel, package, …]`. A help for the classifier. */
  concepts: z.record(z.string().regex(/^[a-z_]+$/), words).optional(),
})

/** A culture pack, checked. */
export type Culture = z.infer<typeof cultureSchema>

/** Reads the text of one culture pack; all faults at once, none thrown. `tag` is what its file is called. */
export function readCulture(text: string, file: string, tag: string): { culture?: Culture; faults: Fault[] } {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const fault = (offset: number, message: string): Fault => {
    const { line, col } = lines.linePos(offset)
    return { file, line: Math.max(1, line), col: Math.max(1, col), message, severity: 'error' }
  }
  if (document.errors.length > 0)
    return { faults: document.errors.map(error => fault(error.pos[0], error.message.split('\n')[0] ?? '')) }
  const result = cultureSchema.safeParse(document.toJS())
  if (!result.success)
    return {
      faults: result.error.issues.map(issue => {
        const node = document.getIn(issue.path as (string | number)[], true) as
          | { range?: [number] }
          | undefined
        const path = issue.path.join('.')
        return fault(node?.range?.[0] ?? 0, `${path ? `${path}: ` : ''}${issue.message}`)
      }),
    }
  if (result.data.language !== tag)
    return { faults: [fault(0, `language is ${result.data.language}, but the file is called ${tag}`)] }
  return { culture: result.data, faults: [] }
}

const PACK = /^([a-z]{2,3}(?:-[A-Za-z]{2,4})?)\.yaml$/

const ownFolder = fileURLToPath(new URL('.', import.meta.url))

/** The texts of all culture packs of a folder, by tag, unread: a language is added by adding its file. */
export async function culturePackTexts(folder: string = ownFolder): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>()
  for (const name of (await readdir(folder)).sort()) {
    const tag = PACK.exec(name)?.[1]
    if (tag) texts.set(tag, await readFile(`${folder}/${name}`, 'utf8'))
  }
  return texts
}

/**
 * Reads packs, all of the framework's when none are given. About 40 ms a pack, most of it YAML.
 * @throws ContentError with all faults of all packs.
 */
export async function loadCultures(
  texts?: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, Culture>> {
  const cultures = new Map<string, Culture>()
  const faults: Fault[] = []
  for (const [tag, text] of texts ?? (await culturePackTexts())) {
    const read = readCulture(text, `locales/${tag}.yaml`, tag)
    faults.push(...read.faults)
    if (read.culture) cultures.set(tag, read.culture)
  }
  if (faults.length > 0) throw new ContentError(faults)
  return cultures
}

/** The pack of a language or of what it falls back to: `es-MX` → `es`. */
export function cultureOf<Pack>(packs: ReadonlyMap<string, Pack>, language: string): Pack | undefined {
  return packs.get(language) ?? packs.get(baseOf(language))
}
