import { describe, expect, test } from 'vitest'
import { values } from './reader.ts'

const meant = (text: string, language: string) => values('choice', text, language, { expects: ['offer'] })

/** One to ten, one after the other. */
const CARDINALS: Record<string, string> = {
  en: 'one two three four five six seven eight nine ten',
  es: 'uno dos tres cuatro cinco seis siete ocho nueve diez',
  ro: 'unu doi trei patru cinci șase șapte opt nouă zece',
  de: 'eins zwei drei vier fünf sechs sieben acht neun zehn',
  fr: 'un deux trois quatre cinq six sept huit neuf dix',
  it: 'uno due tre quattro cinque sei sette otto nove dieci',
  pt: 'um dois três quatro cinco seis sete oito nove dez',
  nl: 'een twee drie vier vijf zes zeven acht negen tien',
  pl: 'jeden dwa trzy cztery pięć sześć siedem osiem dziewięć dziesięć',
  ar: 'واحد اثنان ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة عشرة',
  ja: '一 二 三 四 五 六 七 八 九 十',
  zh: '一 二 三 四 五 六 七 八 九 十',
}

/** The first, the second, the third, the tenth, the thirteenth, the last. */
const ORDINALS: Record<string, string[]> = {
  en: ['the first', 'the second one', 'third', 'the tenth', 'the thirteenth', 'the last one'],
  es: ['la primera', 'el segundo', 'tercero', 'la décima', 'la decimotercera', 'la última'],
  ro: ['prima', 'a doua', 'al treilea', 'a zecea', 'a treisprezecea', 'ultima'],
  de: ['die erste', 'das zweite', 'dritte', 'die zehnte', 'die dreizehnte', 'die letzte'],
  fr: ['le premier', 'la deuxième', 'troisième', 'la dixième', 'le treizième', 'la dernière'],
  it: ['la prima', 'il secondo', 'terzo', 'la decima', 'la tredicesima', "l'ultima"],
  pt: ['o primeiro', 'a segunda', 'terceiro', 'a décima', 'a décima terceira', 'a última'],
  nl: ['de eerste', 'de tweede', 'derde', 'de tiende', 'de dertiende', 'de laatste'],
  pl: ['pierwszy', 'druga', 'trzecia', 'dziesiąta', 'trzynasta', 'ostatnia'],
  ar: ['الأول', 'الثاني', 'الثالثة', 'العاشر', 'الثالث عشر', 'الأخير'],
  ja: ['一番目', '二つ目', '三番目', '十番目', '十三番目', '最後'],
  zh: ['第一个', '第二个', '第三', '第十个', '第十三个', '最后一个'],
}

const POLITE: Record<string, string> = {
  en: 'number two please',
  es: 'la segunda por favor',
  ro: 'a doua vă rog',
  de: 'ich nehme das zweite',
  fr: "la deuxième s'il vous plaît",
  it: 'la seconda grazie',
  pt: 'quero a segunda',
  nl: 'graag de tweede',
  pl: 'poproszę drugą',
  ar: 'أريد الثاني',
  ja: '二番目でお願いします',
  zh: '我要第二个',
}

describe.each(Object.keys(CARDINALS))('where choices stand under what was said, in %s', language => {
  test('a number in words or in digits of any script means one', () => {
    const cardinals = (CARDINALS[language] ?? '').split(' ').map(word => meant(word, language))
    expect(cardinals).toEqual(Array.from({ length: 10 }, (_, index) => [`${index + 1}`]))
    for (const digits of ['12', '12.', '#12', '１２', '١٢', '۱۲', '(12)', '१२']) {
      expect(meant(digits, language), digits).toEqual(['12'])
    }
  })

  test('a place means one, also politely', () => {
    const places = (ORDINALS[language] ?? []).map(text => meant(text, language))
    expect(places).toEqual([['1'], ['2'], ['3'], ['10'], ['13'], ['last']])
    expect(meant(POLITE[language] ?? '', language)).toEqual(['2'])
  })
})

test.each([
  ['2 lamps', 'en'],
  ['I have two orders', 'en'],
  ['my second order is late', 'en'],
  ['not the second', 'en'],
  ['2 or 3', 'en'],
  ['is it the second?', 'en'],
  ['tengo dos pedidos', 'es'],
  ['in 2 Tagen', 'de'],
  ['2件注文しました', 'ja'],
  ['3日後に届きますか', 'ja'],
  ['我买了两个灯', 'zh'],
])('%s means none: more is said', (text, language) => expect(meant(text, language)).toEqual([]))

test('a segunda is Monday where a day is asked for', () =>
  expect(values('choice', 'a segunda', 'pt', { expects: ['date', 'offer'] })).toEqual([]))
