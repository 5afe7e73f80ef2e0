import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { degrade } from '../../adapters/degrade.ts'
import { adapters } from '../../adapters/index.ts'
import { readFaq, readIntents } from '../../intents/load.ts'
import { orderFacts } from '../../orders/facts.ts'
import type { Order } from '../../orders/source.ts'
import { loadBotFolder } from '../../server/bot.ts'
import { renderContext } from '../adapters/house.ts'
import { startChat } from '../dialogs/chat.ts'

const SHOP = new URL('../../bots/shop/', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, SHOP), 'utf8')
const LANGUAGES: string[] = parse(read('bot.yaml')).languages

/** The names that the rest of the house, and the shop's figures, rely on. */
const INTENTS = [
  'order.status',
  'order.cancel',
  'order.change_address',
  'order.missing_item',
  'order.damaged',
  'order.invoice',
  'return.start',
  'refund.status',
  'exchange.start',
  'complaint',
  'human.request',
  'greeting',
  'goodbye',
  'thanks',
  'affirm',
  'deny',
  'help',
]
const QUESTIONS = [
  'shipping_cost',
  'shipping_time',
  'shipping_countries',
  'customs',
  'payment_methods',
  'currency',
  'returns_policy',
  'warranty',
  'opening_hours',
  'contact_phone',
  'gift_wrap',
  'size_guide',
  'discount_codes',
  'account_password',
  'privacy_data',
  'newsletter_unsubscribe',
  'stock',
  'physical_store',
  'are_you_a_bot',
  'order_number_where',
]

function phrasesOf(
  language: string,
): { intent: string; phrases: readonly string[]; not: readonly string[] }[] {
  const { examples, faults } = readIntents(read(`intents/${language}.yaml`), 'intents')
  const { entries, faults: more } = readFaq(read(`faq/${language}.yaml`), 'faq')
  expect([...faults, ...more]).toEqual([])
  return [
    ...examples,
    ...entries.map(({ key, questions, not }) => ({ intent: `faq.${key}`, phrases: questions, not })),
  ]
}

/** All texts of a language, by full key. */
function textsOf(language: string): Map<string, string> {
  const texts = new Map<string, string>()
  const walk = (value: unknown, key: string): void => {
    if (typeof value === 'string') texts.set(key, value)
    else if (Array.isArray(value)) texts.set(key, value.join('\n'))
    else if (value && typeof value === 'object')
      for (const [name, inner] of Object.entries(value)) walk(inner, key ? `${key}.${name}` : name)
  }
  walk(parse(read(`locales/${language}.yaml`)), '')
  for (const [key, entry] of Object.entries(parse(read(`faq/${language}.yaml`)) as Record<string, object>))
    for (const [name, answer] of Object.entries(entry))
      if (name.startsWith('answer')) walk(answer, `faq.${key}${name.slice('answer'.length)}`)
  return texts
}

describe.each(LANGUAGES)('the shop bot in %s', language => {
  it('knows every intent by at least fifteen phrases, each said of one intent only', () => {
    const all = phrasesOf(language)
    expect(all.map(({ intent }) => intent).sort()).toEqual(
      [...INTENTS, 'oos', ...QUESTIONS.map(key => `faq.${key}`)].sort(),
    )
    for (const { intent, phrases } of all) expect(phrases.length, intent).toBeGreaterThanOrEqual(15)
    const plain = all.flatMap(({ phrases }) =>
      phrases.map(phrase => phrase.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')),
    )
    expect(plain.filter((phrase, index) => plain.indexOf(phrase) !== index)).toEqual([])
  })

  it('names every intent shortly enough for a button', () => {
    const texts = textsOf(language)
    for (const intent of [...INTENTS, ...QUESTIONS.map(key => `faq.${key}`)]) {
      const title = texts.get(`intents.${intent}`) ?? ''
      expect(title.length, `intents.${intent}`).toBeGreaterThan(0)
      expect(title.length, `intents.${intent}`).toBeLessThanOrEqual(20)
    }
    for (const [key, title] of texts)
      if (/\.(choice|reason)\.\w+$/.test(key)) expect(title.length, key).toBeLessThanOrEqual(20)
  })
})

/** Words that address the customer as a friend: a text that has one needs a formal wording too. */
const FAMILIAR: Record<string, RegExp> = {
  es: /(?<![\p{L}])(tú|ti|te|tu|tus|contigo|tuyo|puedes|tienes|quieres|necesitas|prefieres|has|habías|elige|revisa|mira|míralo|marca|pulsa|dime|escríbeme|cuídate|escríbenos)(?![\p{L}])/iu,
  ro: /(?<![\p{L}-])(tu|ție|tine|tău|ta|tale|îți|ți|te|poți|ai|vrei|scrie-mi|spune-mi|verifică|predă|bifează|apasă|găsești|primești|scrie-ne)(?![\p{L}])/iu,
  de: /(?<![\p{L}])(du|dich|dir|dein|deine|deinen|deinem|deiner|wähl|wähle|klick|klicke|schau|schreib|schreibst|beschreibst|frag|gib|prüf|melde|schick|sag|stell|versuch|sprich|entschuldige|mach’s)(?![\p{L}])/iu,
  fr: /(?<![\p{L}])(?:(?:tu|toi|te|ton|ta|tes|peux-tu|veux-tu|as-tu|dis-moi|redis|écris|clique|pense|vérifie|regarde|contacte-nous|envoie-moi|demande-moi)(?![\p{L}])|t'\p{L})/iu,
  zh: /你/u,
  ar: /(?<![\p{L}])(لك|لديك|إليك|عليك|معك|عندك|أمامك|طلبك|حسابك|بياناتك|طلباتك|بطاقتك|رسالتك|أسئلتك|رأيك|يمكنك|أساعدك|مساعدتك|سنراسلك|أحوّلك|احتجت|سألت|ذكرته)(?![\p{L}])/u,
  pt: /(?<![\p{L}])(tu|te|ti|teu|tua|teus|tuas|contigo|podes|tens|queres|precisas|preferires|indicaste|recebes|perdes|escolhe|escreve(?!-se)|diz-me|pede-me|(?<!peço )desculpa|vê|escreveres|avisares|confirmares)(?![\p{L}])/iu,
  nl: /(?<![\p{L}])(je|jij|jou|jouw|jullie|kies je|stuur je)(?![\p{L}])/iu,
  it: /(?<![\p{L}])(?:(?:tu|te|ti|tuo|tua|tuoi|tue|puoi|vuoi|hai|dimmi|scrivi|scrivimi|scrivici|inviami|mandami|chiedimi|controlla|guarda|clicca|scegli|preferisci|contattaci|trovi|dillo|fammi)(?![\p{L}]))/iu,
  pl: /(?<![\p{L}])(ty|cię|ci|ciebie|tobie|tobą|twój|twoja|twoje|twojego|twojej|twoim|twoich|możesz|masz|chcesz|wolisz|musisz|potrzebujesz|czekasz|zwracasz|oceniasz|podaj|napisz|zapytaj|poproś|sprawdź|wybierz|trzymaj|daj)(?![\p{L}])/iu,
}

describe.each(Object.entries(FAMILIAR))('the texts in %s', (language, familiar) => {
  const texts = textsOf(language)

  it('have a formal wording wherever they address the customer as a friend', () => {
    // Buttons are the customer's own words; the titles of matters too. Those of canned replies are for agents.
    const spoken = [...texts].filter(
      ([key]) => !/^intents\.|\.choice\.|\.reason\.|^canned\.\w+\.title$|_formal$/.test(key),
    )
    expect(spoken.filter(([key, text]) => familiar.test(text) && !texts.has(`${key}_formal`))).toEqual([])
  })

  it('are not familiar in the formal wording', () => {
    const quoted = /[«„][^»”]*[»”]/g
    const formal = [...texts].filter(([key]) => key.endsWith('_formal'))
    expect(formal.filter(([, text]) => familiar.test(text.replace(quoted, '')))).toEqual([])
  })
})

it('has a story that hears each dialog speak', () => {
  const stories = readdirSync(new URL('tests/', SHOP))
    .map(file => read(`tests/${file}`))
    .join('')
  const heard = new Set(stories.match(/[a-z_]+(?:\.[a-z_]+)+/g))
  for (const file of readdirSync(new URL('dialogs/', SHOP))) {
    const said = [...read(`dialogs/${file}`).matchAll(/\bsay: '?([a-z_.]+)(\{[^}]*\})?/g)]
    const known = said.some(([, key = '', hole]) =>
      hole ? [...heard].some(each => each.startsWith(key)) : heard.has(key),
    )
    expect(known, file).toBe(true)
  }
})

describe('the link to follow a parcel', () => {
  const shop = loadBotFolder({ dir: 'bots/shop', commonDir: 'bots/common', name: 'shop' })
  const parcel = { number: '10432', status: 'shipped', carrier: 'SEUR', tracking: 'SE12', eta: '2026-03-03' }
  const order = orderFacts({ ...parcel, items: [] } as unknown as Order, Date.parse('2026-03-02T10:00:00Z'))

  it.each(adapters.map(({ channel, limits }) => [channel, limits] as const))(
    'is told once on %s',
    (channel, limits) => {
      const chat = startChat(shop, { channel })
      chat.says('where is my order 10432?', { intent: 'order.status' })
      chat.returns('ok', order)
      const activities = chat.result.activities.map(activity => degrade(activity, limits, renderContext()))
      const shown = JSON.stringify(limits.cards ? chat.result.activities : activities)
      // HTML has the address as the words of its own link.
      const found = shown.replaceAll(/<a href=[^>]*>/g, '').split('segOnlineIdentificador=SE12')
      expect(found.length - 1).toBe(1)
    },
  )
})
