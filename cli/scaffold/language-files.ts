import { isMap, isScalar, isSeq, type Pair, parseDocument, stringify, type YAMLMap } from 'yaml'
import type { ContentFiles } from '../../dialogs/content.ts'
import { familyOf } from '../../locales/key-family.ts'
import { isLanguageTag } from '../../locales/market.ts'

/** Phrases of the default language that a translator sees beside an intent: enough to know what is meant. */
const SHOWN_PHRASES = 12

export interface LanguageFiles {
  /** By path within the bot's folder. */
  files: Record<string, string>
  /** What bots inherit has no texts of this language: they are in the bot's own file then. */
  alsoInherited: boolean
}

/**
 * The files of a language that a bot is to speak: every key that the default language has, empty, with the default's words above it as comment. `files` are those of the bot and
 * what it inherits; a register's and a channel's own wordings are left out, since a language may need none.
 */
export function languageFiles(files: ContentFiles, bot: string, from: string, to: string): LanguageFiles {
  const own = (folder: string, owner = bot) => files[`${owner}/${folder}/${from}.yaml`] ?? ''
  const alsoInherited = files[`common/locales/${to}.yaml`] === undefined
  const texts = mapOf(own('locales'))
  if (alsoInherited) merge(texts, mapOf(own('locales', 'common')))
  const intents = mapOf(own('intents'))
  if (files[`common/intents/${to}.yaml`] === undefined) merge(intents, mapOf(own('intents', 'common')))
  const heading = (what: string) => `# ${what} The words of ${from} stand above each as comment.\n\n`
  return {
    alsoInherited,
    files: {
      [`locales/${to}.yaml`]: heading('What the bot says.') + textLines(texts, from, to).join('\n'),
      [`intents/${to}.yaml`]:
        heading('What customers say, by intent: write what they would, do not translate.') +
        intents.items.map(pair => phraseLines(pair, '').join('\n')).join('\n\n'),
      [`faq/${to}.yaml`]:
        heading('Questions with their answer.') +
        mapOf(own('faq'))
          .items.map(pair => questionLines(pair).join('\n'))
          .join('\n\n'),
    },
  }
}

/** bot.yaml with the language behind the others, all else as it was written. */
export function withLanguage(botYaml: string, language: string): string {
  if (!isLanguageTag(language)) throw new RangeError(`${language} is no language tag`)
  const document = parseDocument(botYaml)
  const languages = document.get('languages')
  const last = isSeq(languages) ? languages.items.at(-1) : undefined
  if (!isScalar(last) || !last.range) return botYaml
  const end = last.range[1]
  const flow = isSeq(languages) && languages.flow
  const indent = /[^\n]*$/.exec(botYaml.slice(0, last.range[0]))?.[0].replace(/\S.*$/, '') ?? ''
  return `${botYaml.slice(0, end)}${flow ? `, ${language}` : `\n${indent}- ${language}`}${botYaml.slice(end)}`
}

function mapOf(text: string): YAMLMap {
  const { contents } = parseDocument(text === '' ? '{}' : text)
  return isMap(contents) ? contents : (parseDocument('{}').contents as YAMLMap)
}

/** What is there already stays: a bot's own texts take the place of the inherited ones. */
function merge(into: YAMLMap, from: YAMLMap): void {
  for (const pair of from.items) {
    const there = into.items.find(one => keyOf(one) === keyOf(pair))
    if (there === undefined) into.items.push(pair)
    else if (isMap(there.value) && isMap(pair.value)) merge(there.value, pair.value)
  }
}

function textLines(map: YAMLMap, from: string, to: string, indent = ''): string[] {
  const keys = new Map(map.items.map(pair => [keyOf(pair), pair]))
  const plurals = new Intl.PluralRules(to).resolvedOptions().pluralCategories
  const lines: string[] = []
  const seen = new Set<string>()
  for (const [key, pair] of keys) {
    if (isMap(pair.value)) {
      lines.push(`${indent}${written(key)}:`, ...textLines(pair.value, from, to, `${indent}  `))
      continue
    }
    const family = familyOf(key, keys)
    if (seen.has(family)) continue
    seen.add(family)
    const isPlural = [...keys.keys()].some(
      one => one !== family && familyOf(one, keys) === family && /_(one|other)$/.test(one),
    )
    const original = keys.get(family) ?? keys.get(`${family}_other`) ?? pair
    lines.push(...commented(`${from}: `, original.value, indent))
    const names = isPlural ? plurals.map(form => `${family}_${form}`) : [family]
    lines.push(...names.map(name => `${indent}${written(name)}:`))
  }
  return lines
}

function phraseLines(pair: Pair, indent: string): string[] {
  const { value } = pair
  const list = isSeq(value) ? value : isMap(value) ? value.get('phrases') : undefined
  const phrases = isSeq(list) ? list.items.slice(0, SHOWN_PHRASES) : []
  return [
    ...phrases.flatMap(phrase => commented('- ', phrase, indent)),
    `${indent}${written(keyOf(pair))}: []`,
  ]
}

function questionLines({ key, value }: Pair): string[] {
  if (!isMap(value)) return []
  const questions = value.items.find(pair => keyOf(pair) === 'questions')
  return [
    `${written(String(isScalar(key) ? key.value : key))}:`,
    ...(questions ? phraseLines(questions, '  ') : ['  questions: []']),
    ...commented('', value.get('answer', true), '  '),
    '  answer:',
  ]
}

/** A text, or a list of them, as comment. */
function commented(before: string, node: unknown, indent: string): string[] {
  const texts = isSeq(node) ? node.items : [node]
  return texts.flatMap(one => {
    const text = isScalar(one) ? String(one.value ?? '') : String(one ?? '')
    return text.split('\n').map((line, n) => `${indent}# ${n === 0 ? before : '  '}${line}`.trimEnd())
  })
}

const written = (key: string): string => stringify(key, { lineWidth: 0 }).trim()
const keyOf = ({ key }: Pair): string => String(isScalar(key) ? key.value : key)
