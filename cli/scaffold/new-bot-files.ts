import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isMap, isScalar, isSeq, parse, parseDocument, stringify, visit } from 'yaml'
import { packageRoot } from '../../server/package-root.ts'
import { cutYaml } from './cut-yaml.ts'

/** What a new bot understands of what the reference bot does; the rest of its intents and questions is left out. */
const INTENTS = [
  'order.status',
  'human.request',
  'greeting',
  'goodbye',
  'thanks',
  'affirm',
  'deny',
  'help',
  'oos',
]
const QUESTIONS = ['shipping_cost', 'shipping_time', 'payment_methods', 'returns_policy']
/** Conversations of the reference bot that hold for the new one. */
const TESTS: Readonly<Record<string, readonly string[]>> = {
  'order-status.yaml': ['an order that is placed', 'an order that is shipped'],
  'questions.yaml': ['shipping cost', 'shipping time', 'payment methods', 'returns policy'],
}
const REFERENCE = join(packageRoot, 'bots', 'shop')
const TEMPLATE = join(packageRoot, 'cli', 'scaffold', 'template')

export interface NewBot {
  /** The name that customers read. */
  name: string
  /** The first is the default. */
  languages: readonly string[]
  /** From the bot's folder to the JSON Schemas, for the editor. */
  schemas: string
}

/** Languages that a new bot can begin with: those of the reference bot. */
export const startLanguages = (): string[] =>
  readdirSync(join(REFERENCE, 'intents')).map(file => file.replace('.yaml', ''))

/**
 * The files of a bot that answers: where an order is, four questions, a person; in any of the reference bot's languages, with its phrases and texts, a few orders of nobody, and
 * conversations that hold. By path within the bot's folder.
 */
export function newBotFiles(bot: NewBot): Record<string, string> {
  const dialog = readFileSync(join(TEMPLATE, 'dialogs', 'order-status.yaml'), 'utf8')
  const files: Record<string, string> = {
    'bot.yaml': botYaml(bot),
    'dialogs/order-status.yaml': dialog,
    'data/orders.csv': someOrders(),
    'tests/first.yaml': someTests(bot.languages),
  }
  const says = textsOf(dialog)
  for (const language of bot.languages) {
    files[`intents/${language}.yaml`] = headed(
      'What customers say, by intent. More and other phrases make it understand better.',
      cutYaml(read('intents', language), intent => INTENTS.includes(intent), 1),
    )
    files[`faq/${language}.yaml`] = headed(
      'Questions with their answer. The answers are those of another shop: put your own.',
      cutYaml(read('faq', language), question => QUESTIONS.includes(question), 1),
    )
    files[`locales/${language}.yaml`] = headed(
      'What the bot says.',
      cutTexts(read('locales', language), says),
    )
  }
  return files
}

const read = (folder: string, language: string): string =>
  readFileSync(join(REFERENCE, folder, `${language}.yaml`), 'utf8')

/** The reference bot's own first comment speaks of other things. */
function headed(comment: string, text: string): string {
  return `# ${comment}\n\n${text.replace(/^(#.*\n)+\n?/, '')}`
}

function botYaml({ name, languages, schemas }: NewBot): string {
  const reference = parse(readFileSync(join(REFERENCE, 'bot.yaml'), 'utf8')) as {
    markets: Record<string, { language: string }>
    registers: Record<string, string>
  }
  const markets = Object.entries(reference.markets).filter(([, { language }]) => languages.includes(language))
  const registers = Object.entries(reference.registers).filter(([language]) => languages.includes(language))
  const written = [
    `# yaml-language-server: $schema=${schemas}/bot.json
name: ${oneLine(name)}
languages: [${languages.join(', ')}]          # the first is the default; \`conserje check\` holds the others to its keys`,
    markets.length > 0 &&
      `markets:                         # by country: what a customer from there may expect
${markets.map(([country, market]) => `  ${country}: ${oneLine(market)}`).join('\n')}`,
    registers.length > 0 &&
      `registers: ${oneLine(Object.fromEntries(registers))}   # where no market says how customers are addressed`,
    `orders:
  source: csv
  file: data/orders.csv          # orders of nobody, to try it; dates like +3d count from today
  number: '\\d{5}'                # what an order number looks like; spaces, dashes and # are forgiven`,
    `handoff:
  afterMisses: 3                 # misunderstandings in a row before a person takes over
  promise: 4h                    # the agents' deadline
  rules:
    - { when: "sentiment.label == 'angry' && sentiment.streak >= 2", reason: negative, priority: high }`,
  ]
  return `${written.filter(part => part !== false).join('\n\n')}\n`
}

const oneLine = (value: unknown): string =>
  stringify(value, { collectionStyle: 'flow', lineWidth: 0 })
    .trim()
    .replace(/\s*\n\s*/g, ' ')

/** The first order of each status. */
function someOrders(): string {
  const [header = '', ...rows] = readFileSync(join(REFERENCE, 'data', 'orders.csv'), 'utf8').split('\n')
  const seen = new Set<string>()
  const chosen = rows.filter(row => {
    const status =
      /,(placed|paid|packed|shipped|in_customs|out_for_delivery|delayed|delivered|returned|refunded|cancelled),/.exec(
        row,
      )?.[1]
    return status !== undefined && !seen.has(status) && seen.add(status)
  })
  return [header, ...chosen, ''].join('\n')
}

/** Keys of texts that a dialog's file names; one with a value in it stands for all that begin so. */
function textsOf(dialog: string): string[] {
  const keys: string[] = []
  visit(parseDocument(dialog), {
    Pair(_, { key, value }) {
      if (!isScalar(key) || !isScalar(value)) return
      if (['say', 'text', 'invalid'].includes(String(key.value)))
        keys.push(String(value.value).replace(/\{.*/, ''))
    },
  })
  return keys
}

function cutTexts(text: string, says: readonly string[]): string {
  const named = new Set([
    ...INTENTS.map(name => `intents.${name}`),
    ...QUESTIONS.map(key => `intents.faq.${key}`),
  ])
  return cutYaml(text, key => {
    const plain = key.replace(/(_(one|two|few|many|other|zero))?(_(in)?formal)?(@.*)?$/, '')
    return (
      named.has(plain) || says.some(said => (said.endsWith('.') ? plain.startsWith(said) : plain === said))
    )
  })
}

function someTests(languages: readonly string[]): string {
  const chosen = Object.entries(TESTS).map(([file, names]) => {
    const document = parseDocument(readFileSync(join(REFERENCE, 'tests', file), 'utf8'))
    const { contents } = document
    if (!isSeq(contents)) return ''
    contents.items = contents.items.filter(test => isMap(test) && names.includes(String(test.get('test'))))
    visit(document, {
      Pair(_, { key, value }) {
        if (!isScalar(key) || key.value !== 'customer' || !isMap(value)) return
        value.items = value.items.filter(
          pair => isScalar(pair.key) && languages.includes(String(pair.key.value)),
        )
      },
    })
    return document.toString({ lineWidth: 0 }).replace(/^(#.*\n)+\n?/, '')
  })
  return `# Conversations that must keep working: \`conserje test\` runs them.\n\n${chosen.join('\n')}`
}
