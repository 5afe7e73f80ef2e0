import { type Entity, OUT_OF_SCOPE, type Understanding } from '../protocol/understanding.ts'
import { isAnswerAlone } from './answer-alone.ts'
import { type Clause, clausesOf, partsOf } from './clauses.ts'
import { type Decision, decide, nothing } from './decide.ts'
import { detailsIn } from './details.ts'
import { readChoice } from './entities/ordinal.ts'
import type { ReadEntities } from './entities/read-entities.ts'
import { readYesNo } from './entities/yesno.ts'
import { type IntentModel, type Scorer, scorers } from './intent-model.ts'
import { type DetectLanguage, languageDetector } from './language/detect.ts'
import { languageTable } from './language/load-table.ts'
import type { Lexicon } from './lexicon.ts'
import { type Mend, mender } from './mend.ts'
import type { Model } from './model-file.ts'
import { type EntityReader, entityOf, openMessage, type Reading, readingOf } from './reading.ts'
import { readSentiment, readUrgency } from './sentiment.ts'
import type { Stemmer } from './stems.ts'
import { termsOf } from './terms.ts'
import type { Tongue } from './tongue.ts'
import type { Hints, Understander } from './understander.ts'
import { lengthOf } from './words.ts'

/** What an understander is made of. */
interface Parts {
  detect: DetectLanguage
  readEntities: ReadEntities
  scorers: ReadonlyMap<string, Scorer>
  menders: ReadonlyMap<string, Mend>
  lexicons: ReadonlyMap<string, Lexicon | undefined>
}

/** Joins a model and the readers of a bot's languages. Takes a few milliseconds. */
export function understanderOf(
  model: Model,
  bot: { languages: readonly string[]; tongues: readonly Tongue[]; readEntities: ReadEntities },
): Understander {
  const intents = model.intents
    ? scorers(model.intents, stemmersOf(bot.tongues, model.intents))
    : new Map<string, Scorer>()
  const lexicons = new Map(bot.tongues.map(tongue => [tongue.language, tongue.lexicon]))
  const parts: Parts = {
    detect: languageDetector(languageTable(), model.table, bot.languages),
    readEntities: bot.readEntities,
    lexicons,
    scorers: intents,
    menders: new Map(
      Array.from(intents, ([language, { knows }]) => [
        language,
        mender(model.intents?.vocabularies[language] ?? [], lexicons.get(language), knows),
      ]),
    ),
  }
  return { languages: bot.languages, understand: (text, hints = {}) => understand(parts, text, hints) }
}

/** Of the languages that have phrases: of others nothing can be told. */
const stemmersOf = (tongues: readonly Tongue[], { vocabularies }: IntentModel): Map<string, Stemmer> =>
  new Map(
    tongues
      .filter(({ language }) => vocabularies[language] !== undefined)
      .map(({ language, stem }) => [language, stem]),
  )

function understand(parts: Parts, text: string, hints: Hints): Understanding {
  const opened = openMessage(text)
  const guess = parts.detect(opened, hints)
  const reading = readingOf(opened, parts.lexicons.get(guess.nearest), hints)
  const entities = answerInAnyLanguage(parts, reading, parts.readEntities(reading))
  const scorer = parts.scorers.get(guess.nearest)
  const mended = parts.menders.get(guess.nearest)?.(reading) ?? reading
  const { intent, confidence, alternatives, also } = readEitherWay(scorer, reading, mended, entities)
  return {
    language: guess.language,
    languageConfidence: Math.round(guess.confidence * 1000) / 1000,
    ...(guess.languages && { languages: guess.languages }),
    intent,
    confidence,
    alternatives,
    ...(also.length > 0 && { also }),
    entities: withoutRepeated(entities),
    sentiment: readSentiment(reading),
    urgent: readUrgency(reading),
  }
}

/** "10432, I mean it, 10432!" speaks of one order. */
const withoutRepeated = (entities: readonly Entity[]): Entity[] =>
  entities.filter(
    ({ type, value }, index) =>
      type !== 'order' || entities.findIndex(other => other.type === type && other.value === value) === index,
  )

/** A slip is only thought of when that makes the message surer by so much, in log-odds: most words that a small bot has not met are no slips. */
const SURER = 0.2

/** What a message wants, as it is written or with its slips mended. */
function readEitherWay(
  scorer: Scorer | undefined,
  written: Reading,
  mended: Reading,
  entities: readonly Entity[],
): Read {
  const asWritten = read(scorer, written, entities)
  if (mended === written) return asWritten
  const asMeant = read(scorer, mended, entities)
  return trustIn(asMeant) >= trustIn(asWritten) + SURER ? asMeant : asWritten
}

const trustIn = ({ alternatives: [first] }: Decision): number => {
  const trust = Math.min(MOST_TRUST, Math.max(1 - MOST_TRUST, first?.confidence ?? 0))
  return Math.log(trust / (1 - trust))
}
/** Confidences have four digits. */
const MOST_TRUST = 0.9999

/** A foreign answer is short. */
const MOST_WORDS = 4

/** Short answers by the hint that asks for them. */
const ANSWERS: readonly { expects: string; type: string; read: EntityReader }[] = [
  { expects: 'yesno', type: 'yesno', read: readYesNo },
  { expects: 'offer', type: 'choice', read: readChoice },
]

/**
 * "sí" answers a yes/no question, and "dos" chooses, also where English is spoken: when the conversation's own language has not all of its words ("ja ja" is a
 * Spanish laugh) and all languages that read an answer in it read the same.
 */
function answerInAnyLanguage({ lexicons }: Parts, reading: Reading, entities: Entity[]): Entity[] {
  const { words, lexicon: own, hints } = reading
  const asked = ANSWERS.filter(
    ({ expects, type }) => hints.expects?.includes(expects) && !entities.some(entity => entity.type === type),
  )
  if (asked.length === 0 || lengthOf(words) > MOST_WORDS) return entities
  if (own && words.every(word => own.known.has(word.plain))) return entities
  const others = [...lexicons.values()].flatMap(lexicon =>
    lexicon && lexicon !== own ? readingOf(reading, lexicon, hints) : [],
  )
  const found = asked.flatMap(({ type, read }) => {
    // A place may stand beside any word, but not in a language that has not all of them: "Prima Donna".
    const fluent = ({ lexicon }: Reading) => words.every(word => lexicon?.known.has(word.plain))
    const answers = others.flatMap(other =>
      type === 'choice' && !fluent(other) ? [] : read(other, () => true),
    )
    const [answer] = answers
    return answer && answers.every(({ value }) => value === answer.value) ? entityOf(reading, answer) : []
  })
  return found.length === 0 ? entities : [...entities, ...found].sort((a, b) => a.start - b.start)
}

/** Small talk that goes with a request: never the matter itself when there is another, and nothing to be answered after it. */
const SMALL_TALK: ReadonlySet<string> = new Set(['greeting', 'goodbye', 'thanks', 'affirm', 'deny'])
/** A clause must be so sure to count by itself. */
const SURE = 0.6

/** "This is a scandal, where is my order?" asks for the order. */
const isComplaint = ({ intent }: Decision): boolean => intent === 'complaint'

const isMatter = ({ intent }: Decision): boolean => intent !== OUT_OF_SCOPE && !SMALL_TALK.has(intent)

/** The main matter, and the others. */
type Read = Decision & { also: string[] }

/** The message as a whole, and by its clauses: "Hi! Cancel my order, and how much is shipping?" asks two things and says hello. */
function read(scorer: Scorer | undefined, reading: Reading, entities: readonly Entity[]): Read {
  if (!scorer) return { ...nothing(1), also: [] }
  if (isAnswerAlone(reading, entities)) return { ...nothing(SURE_OF_ANSWER), also: [] }
  const parts = partsOf(reading)
  const details = new Map(parts.map(part => [part, detailsIn(reading, entities, part)]))
  const saying = parts.filter(part => !isAside(details.get(part)))
  const { from, to } = spanOf(reading, parts, saying)
  const whole = decide(scorer, termsOf(reading, entities, from, to))
  const asked = clausesOf(reading, saying)
    .map(part => ({ ...decide(scorer, termsOf(reading, entities, part.from, part.to)), part }))
    .filter(clause => clause.confidence >= SURE && isMatter(clause))
  const matters = asked
    .filter((clause, index) => !details.get(clause.part)?.has('order') || asksFor(clause, index, entities))
    .sort((a, b) => Number(isComplaint(a)) - Number(isComplaint(b)))
  const main = mainOf(whole, matters)
  const also = [...new Set(matters.map(clause => clause.intent))].filter(intent => intent !== main.intent)
  return { ...main, also }
}

const SURE_OF_ANSWER = 0.9

/** "Order 10432" with little around it may still ask for the order; an e-mail, phone or postcode alone asks for nothing. */
const isAside = (details: ReadonlySet<string> = new Set()): boolean =>
  details.size > 0 && [...details].some(type => type !== 'order')

/** "Cancel it. It's order number 10432" asks neither for that order nor where its number stands; "cancel 10432, and where is 10433" asks for the second. */
const asksFor = (clause: Decision, index: number, entities: readonly Entity[]): boolean =>
  !isQuestion(clause) && (index === 0 || entities.filter(({ type }) => type === 'order').length > 1)

/** The message without details at its ends; all of it when it gives nothing else. */
function spanOf({ words }: Reading, parts: readonly Clause[], saying: readonly Clause[]): Clause {
  const first = saying[0]
  const last = saying.at(-1)
  return {
    from: first && first !== parts[0] ? first.from : 0,
    to: last && last !== parts.at(-1) ? last.to : words.length,
  }
}

/** A clause alone is read less well than the whole, so it must be surer by this. */
const CLEARER = 0.15

/** Only such clauses part a message against what the whole says: else "tell me this and that" loses (CLINC150: 0.7 points). */
const CERTAIN = 0.9

/** Of several certain matters the first in the text. Else the whole, unless its one sure clause says more clearly what it is about. */
function mainOf(whole: Decision, [first, ...more]: readonly Decision[]): Decision {
  if (first === undefined) return whole
  const others = more.filter(({ intent }) => intent !== first.intent)
  if (first.confidence >= CERTAIN && others.some(({ confidence }) => confidence >= CERTAIN)) return first
  if (isQuestion(first) && isQuestion(whole)) return first
  if (isMatter(whole) && first.intent === whole.intent && whole.confidence >= SURE) return whole
  return !isMatter(whole) || first.confidence > whole.confidence + CLEARER ? first : whole
}

const isQuestion = ({ intent }: Decision): boolean => intent.startsWith('faq.')
