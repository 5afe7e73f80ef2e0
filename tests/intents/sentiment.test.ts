import { beforeAll, describe, expect, test } from 'vitest'
import { compileLexicon, type Lexicon } from '../../intents/lexicon.ts'
import { openMessage, readingOf } from '../../intents/reading.ts'
import { readSentiment, readUrgency } from '../../intents/sentiment.ts'
import { loadCultures } from '../../locales/culture.ts'
import { latin } from './moods/latin.ts'
import { otherScripts } from './moods/other-scripts.ts'

const lexicons = new Map<string, Lexicon>()
beforeAll(async () => {
  for (const [language, culture] of await loadCultures()) lexicons.set(language, compileLexicon(culture))
})
const reading = (text: string, language: string) => readingOf(openMessage(text), lexicons.get(language), {})

describe('sentiment', () => {
  test.each([
    ['where is my order?', 'en', 'neutral'],
    ['where is my order? thanks', 'en', 'neutral'],
    ['this is unacceptable', 'en', 'angry'],
    ['you idiots', 'en', 'angry'],
    ['I will call my lawyer', 'en', 'angry'],
    ["I'm disappointed", 'en', 'unhappy'],
    ["I'm not happy", 'en', 'unhappy'],
    ['no problem', 'en', 'neutral'],
    ['WHERE IS MY ORDER', 'en', 'unhappy'],
    ['thank you so much!', 'en', 'pleased'],
    ['perfect 😊', 'en', 'pleased'],
    ['sois unos sinvergüenzas', 'es', 'angry'],
    ['os voy a denunciar', 'es', 'angry'],
    ['sigo esperando mi paquete', 'es', 'unhappy'],
    ['q tal, el 10432 sigue sin llegar 😡', 'es', 'angry'],
    ['¡genial, muchas gracias!', 'es', 'pleased'],
    ['sunteti niste hoti', 'ro', 'angry'],
    ['sunt dezamăgită', 'ro', 'unhappy'],
    ['mulțumesc frumos', 'ro', 'pleased'],
    ['când ajunge coletul?', 'ro', 'neutral'],
  ])('of "%s" (%s) is %s', (text, language, label) => {
    expect(readSentiment(reading(text, language)).label).toBe(label)
  })

  test('grows with capitals and exclamation marks', () => {
    const calm = readSentiment(reading('this is bad', 'en')).score
    expect(readSentiment(reading('THIS IS BAD!!!', 'en')).score).toBeLessThan(calm)
  })
})

describe('urgency', () => {
  test.each([
    ['I need it tomorrow', 'en', true],
    ['it is not urgent', 'en', false],
    ['are you open today?', 'en', false],
    ['lo necesito cuanto antes', 'es', true],
    ['no es urgente', 'es', false],
    ['e urgent', 'ro', true],
    ['unde e comanda', 'ro', false],
  ])('of "%s" (%s) is %s', (text, language, urgent) => {
    expect(readUrgency(reading(text, language))).toBe(urgent)
  })
})

describe.each(Object.entries({ ...latin, ...otherScripts }))('what is felt in %s', (language, list) => {
  test.each(list)('%s: %s', (text, mood) => {
    const read = reading(text, language)
    expect(readSentiment(read).label + (readUrgency(read) ? '!' : '')).toBe(mood)
  })
})

describe('mood', () => {
  test('is not taken from thanks that are manners', () => {
    for (const text of ['cancel my order please, thanks', 'no thanks', 'where is it? thank you'])
      expect(readSentiment(reading(text, 'en')).label).toBe('neutral')
  })

  test('of a calm report is no anger, however much went wrong', () => {
    expect(readSentiment(reading('it came late, broken, and a part is missing', 'en')).label).toBe('unhappy')
  })

  test('is found in what is denied after the word too', () => {
    expect(readSentiment(reading('満足していません', 'ja')).label).toBe('unhappy')
    expect(readSentiment(reading('zufrieden bin ich nicht', 'de')).label).toBe('unhappy')
  })
})
