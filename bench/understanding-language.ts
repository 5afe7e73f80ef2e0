import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { type DetectLanguage, languageDetector } from '../intents/language/detect.ts'
import { languageTable } from '../intents/language/load-table.ts'
import { type LanguageWords, trainLanguages } from '../intents/language/own-table.ts'
import { openMessage } from '../intents/reading.ts'
import type { Word } from '../intents/words.ts'
import { type Bench, type Figure, quantile, root } from './bench.ts'

const messageSchema = z.object({
  text: z.string(),
  lang: z.string(),
  split: z.string().optional(),
  kind: z.string().optional(),
})
type Message = z.infer<typeof messageSchema>

/** The languages of xSID that other detectors know too; Indonesian counts as right when it is called Malay. */
const BOT_LANGUAGES = ['ar', 'da', 'de', 'en', 'id', 'it', 'ja', 'lt', 'nl', 'tr', 'zh']
/** The bot of section "short texts": none, so that every language is as likely. */
const KINDS = [
  { kind: 'word', name: 'one word, 54 languages', must: 67, aim: 77 },
  { kind: 'pair', name: 'two words, 54 languages', must: 84.7, aim: 91 },
  { kind: 'sentence', name: 'a tweet, 6 of 54 languages', must: 99.2, aim: 99.8 },
] as const
const BOT_MUST = 97.4
const BOT_AIM = 98.5
const MOST_MB = 5

/** What language a message is in: bot messages by a bot that has learnt from 300 examples a language, and short texts by the table alone. */
export const language: Bench = {
  name: 'language',
  about:
    'what language a message is in: bot messages (xSID, test part), one word, two words, a tweet (langid)',
  async run() {
    const loadMs = timed(languageTable)
    const tableMb = statSync(new URL('../intents/language/table.bin', import.meta.url)).size / 1e6
    return [
      ...(await botMessages()),
      ...shortTexts(),
      {
        name: 'table of languages',
        value: tableMb,
        unit: 'MB',
        target: `under ${MOST_MB}`,
        reached: tableMb < MOST_MB,
      },
      { name: 'loading it', value: loadMs, unit: 'ms', target: 'under 20', reached: loadMs < 20 },
    ]
  },
}

async function botMessages(): Promise<Figure[]> {
  const messages = read('xsid').filter(({ lang }) => BOT_LANGUAGES.includes(lang))
  const examples = new Map(
    BOT_LANGUAGES.map(lang => [
      lang,
      count(messages.filter(row => row.lang === lang && row.split === 'train')),
    ]),
  )
  const detect = languageDetector(languageTable(), trainLanguages(examples), BOT_LANGUAGES)
  const tests = messages.filter(row => row.split === 'test')
  const { right, times } = measure(detect, tests)
  const short = measure(
    detect,
    tests.filter(({ text }) => text.split(' ').length <= 4),
  ).times
  return [
    share('bot messages, 11 languages', right / tests.length, BOT_MUST, BOT_AIM),
    {
      name: 'a message of at most four words, median',
      value: quantile(short, 0.5),
      unit: 'µs',
      target: 'at most 10',
      reached: quantile(short, 0.5) <= 10,
    },
    { name: 'one bot message, median', value: quantile(times, 0.5), unit: 'µs' },
    { name: 'one bot message, p99', value: quantile(times, 0.99), unit: 'µs' },
  ]
}

function shortTexts(): Figure[] {
  const messages = read('langid')
  const known = [...new Set(messages.map(({ lang }) => lang))]
  const among = languageDetector(languageTable(), trainLanguages(new Map()), known)
  const all = languageDetector(languageTable(), trainLanguages(new Map()), languageTable().languages)
  return KINDS.flatMap(({ kind, name, must, aim }) => {
    const tests = messages.filter(row => row.kind === kind)
    return [
      share(name, measure(among, tests).right / tests.length, must, aim),
      share(
        `the same among all ${languageTable().languages.length}`,
        measure(all, tests).right / tests.length,
      ),
    ]
  })
}

function share(name: string, value: number, must?: number, aim?: number): Figure {
  const percent = Math.round(value * 1000) / 10
  if (must === undefined) return { name, value: percent, unit: '%' }
  return { name, value: percent, unit: '%', target: `must ${must}, aim ${aim}`, reached: percent >= must }
}

/** Each text by itself, without a conversation; µs for its language alone, its words being known. */
function measure(detect: DetectLanguage, tests: readonly Message[]): { right: number; times: number[] } {
  let right = 0
  const times: number[] = []
  for (const { text, lang } of tests) {
    const message = openMessage(text)
    const started = performance.now()
    const { language: found } = detect(message, {})
    times.push((performance.now() - started) * 1000)
    if (found === lang) right++
  }
  return { right, times }
}

function count(messages: readonly Message[]): LanguageWords {
  const counts = new Map<string, number>()
  const words: Word[] = messages.flatMap(({ text }) => openMessage(text).words)
  for (const { kind, plain } of words) if (kind === 'word') counts.set(plain, (counts.get(plain) ?? 0) + 1)
  return counts
}

/** One of the sets of the folder that `NLU_DATA` names. @throws when it is not there */
function read(set: string): Message[] {
  const file = join(process.env.NLU_DATA ?? join(root, '../shared/data/nlu'), set, 'data.jsonl')
  if (!existsSync(file))
    throw new Error(`${file} is not there; NLU_DATA names the folder of the labelled texts`)
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map(line => messageSchema.parse(JSON.parse(line)))
}

function timed(work: () => unknown): number {
  const started = performance.now()
  work()
  return performance.now() - started
}
