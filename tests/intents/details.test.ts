import { beforeAll, describe, expect, test } from 'vitest'
import { partsOf } from '../../intents/clauses.ts'
import { detailsIn } from '../../intents/details.ts'
import { entityReaders } from '../../intents/entities/read-entities.ts'
import { compileLexicon, type Lexicon } from '../../intents/lexicon.ts'
import { openMessage, readingOf } from '../../intents/reading.ts'
import { trainUnderstander } from '../../intents/train.ts'
import type { Understander } from '../../intents/understander.ts'
import { loadCultures } from '../../locales/culture.ts'
import { smallShop } from './source.ts'

const COUNTRIES = ['ES', 'RO', 'GB', 'DE', 'FR', 'IT', 'PT', 'NL', 'PL', 'EG', 'CN', 'JP']
const readEntities = entityReaders('\\d{5}', COUNTRIES)
const lexicons = new Map<string, Lexicon>()
beforeAll(async () => {
  for (const [language, culture] of await loadCultures()) lexicons.set(language, compileLexicon(culture))
})

/** What each part of the message gives and nothing else: `['', 'email']`. */
function detailsOf(text: string, language: string): string[] {
  const reading = readingOf(openMessage(text), lexicons.get(language), {})
  const entities = readEntities(reading)
  return partsOf(reading).map(part => [...detailsIn(reading, entities, part)].join(' '))
}

describe('what only gives a detail', () => {
  test.each([
    ['en', "My order 10401 hasn't arrived, my email is lucia.ortega@example.com", 'email'],
    ['en', 'where is my order 10432? my postcode is SW1A 1AA', 'postcode'],
    ['en', 'where is order 10432? the postcode of the delivery address is 28013', 'postcode'],
    ['en', "Where's my refund? The e-mail I used is lucia.ortega@example.com", 'email'],
    ['en', 'Please cancel it. You can reach me on 07700 900123', 'phone'],
    ['en', "Cancel my order. It's number 10432.", 'order'],
    ['en', 'Where is my parcel? My name is Grace Hart', 'name'],
    ['es', 'Mi pedido 10401 no ha llegado, mi correo es lucia.ortega@example.com', 'email'],
    ['es', '¿Dónde está mi pedido 10432? mi código postal es 28013', 'postcode'],
    ['es', 'Quiero cancelarlo. Mi teléfono es el 600 111 222', 'phone'],
    ['es', '¿Dónde está mi pedido? Me llamo Rosa Campos', 'name'],
    ['ro', 'Comanda 10401 nu a ajuns, emailul meu este ana.popescu@example.ro', 'email'],
    ['ro', 'unde este comanda mea 10432? codul meu poștal este 010101', 'postcode'],
    ['ro', 'Unde este comanda? Telefonul meu este 0722 123 456', 'phone'],
    ['de', 'Meine Bestellung 10401 ist nicht angekommen, meine E-Mail ist lena@example.de', 'email'],
    ['de', 'Wo ist meine Bestellung 10432? Meine Postleitzahl ist 10115', 'postcode'],
    ['de', 'Wo bleibt das Paket? Meine Telefonnummer ist 030 12345678', 'phone'],
    ['fr', "Ma commande 10401 n'est pas arrivée, mon e-mail est claire@example.fr", 'email'],
    ['fr', 'Où est ma commande 10432 ? mon code postal est 75001', 'postcode'],
    ['fr', 'Où est mon colis ? Mon numéro de téléphone est le 06 12 34 56 78', 'phone'],
    ['it', 'Il mio ordine 10401 non è arrivato, la mia email è laura@example.it', 'email'],
    ['it', "dov'è il mio ordine 10432? il mio CAP è 00184", 'postcode'],
    ['it', "Dov'è il pacco? Il mio telefono è 347 123 4567", 'phone'],
    ['it', "Dov'è il mio ordine? Mi chiamo Marco Rossi", 'name'],
    ['pt', 'A minha encomenda 10401 não chegou, o meu email é ana.silva@example.pt', 'email'],
    ['pt', 'onde está a minha encomenda 10432? o meu código postal é 1000-001', 'postcode'],
    ['pt', 'Onde está a encomenda? O meu telemóvel é o 912 345 678', 'phone'],
    ['nl', 'Mijn bestelling 10401 is niet aangekomen, mijn e-mail is jan@example.nl', 'email'],
    ['nl', 'waar is mijn bestelling 10432? mijn postcode is 1012 AB', 'postcode'],
    ['nl', 'Waar is mijn pakket? Mijn telefoonnummer is 06 12345678', 'phone'],
    ['pl', 'Moje zamówienie 10401 nie dotarło, mój e-mail to anna@example.pl', 'email'],
    ['pl', 'gdzie jest moje zamówienie 10432? mój kod pocztowy to 00-001', 'postcode'],
    ['pl', 'Gdzie jest paczka? Mój telefon to 600 111 222', 'phone'],
    ['ar', 'طلبي 10401 لم يصل، بريدي الإلكتروني هو sara@example.com', 'email'],
    ['ar', 'أين طلبي 10432؟ الرمز البريدي 11511', 'postcode'],
    ['ar', 'أين طلبي؟ رقم هاتفي 01001234567', 'phone'],
    ['zh', '我的订单10401还没到，我的邮箱是lucia@example.com', 'email'],
    ['zh', '我的订单10432在哪里？我的邮编是100000', 'postcode'],
    ['zh', '我的订单在哪里？我的电话是13812345678', 'phone'],
    ['ja', '注文10401が届きません。メールアドレスはhanako@example.comです。', 'email'],
    ['ja', '注文10432はどこですか？郵便番号は100-0001です', 'postcode'],
    ['ja', '商品はどこですか？電話番号は090-1234-5678です。', 'phone'],
  ])('%s: "%s" asks, then gives its %s', (language, text, type) => {
    const [asked, ...given] = detailsOf(text, language)
    expect(asked).toBe('')
    expect(given).toEqual([type])
  })

  test.each([
    ['en', 'unsubscribe lucia@example.com'],
    ['en', 'Is lucia@example.com your address?'],
    ['en', 'change the postcode to SW1A 1AA'],
    ['en', 'redirect it to SW1A 1AA'],
    ['en', 'my new postcode is SW1A 1AA'],
    ['en', 'I never gave you lucia@example.com'],
    ['en', 'cancel order 10432'],
    ['en', "It's broken"],
    ['es', 'quiero darme de baja con lucia@example.com'],
    ['es', 'mi pedido 10432 no ha llegado'],
    ['es', 'Soy Rosa Campos'],
    ['de', 'bitte an die PLZ 10115 umleiten'],
    ['fr', 'annulez la commande 10432'],
    ['ar', 'ألغوا الطلب 10432'],
    ['zh', '取消订单10432'],
    ['ja', '注文10432をキャンセルしたい'],
  ])('%s: "%s" says more', (language, text) => {
    expect(detailsOf(text, language)).toEqual([''])
  })
})

describe('a message that asks and gives details', () => {
  let bot: Understander
  beforeAll(async () => {
    const phone = ['what is your email', 'your phone number', 'do you have an e-mail address', 'your email']
    const change = ['change my address', 'my postcode is wrong', 'the postcode is 28013', 'a new postcode']
    bot = await trainUnderstander({
      ...smallShop,
      languages: ['en'],
      examples: {
        en: [
          ...(smallShop.examples.en ?? []),
          { intent: 'faq.contact_phone', phrases: phone, not: [] },
          { intent: 'order.change_address', phrases: change, not: [] },
        ],
      },
    })
  })

  test.each([
    ["My order 10401 hasn't arrived, my email is lucia.ortega@example.com", 'order.status'],
    ['where is my order 10432? my postcode is 28013', 'order.status'],
    ['my email is lucia.ortega@example.com, where is my order?', 'order.status'],
    ["I want to cancel my order. It's order number 10432.", 'order.cancel'],
  ])('"%s" asks one thing: %s', (text, intent) => {
    const read = bot.understand(text)
    expect(read.intent).toBe(intent)
    expect(read.also).toBeUndefined()
  })

  test('still asks two things when it does', () => {
    const read = bot.understand('Cancel my order 10432. What is your email?')
    expect(read).toMatchObject({ intent: 'order.cancel', also: ['faq.contact_phone'] })
  })
})
