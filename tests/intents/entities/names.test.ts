import { describe, expect, test } from 'vitest'
import { values } from './reader.ts'

const asked = { expects: ['name'] }

describe("a person's name", () => {
  test.each([
    ['en', 'My name is Ana García, thanks', 'Ana García'],
    ['en', 'Ana García', 'Ana García'],
    ['en', "hi, I'm Jack O'Neill", "Jack O'Neill"],
    ['es', 'me llamo Ana', 'Ana'],
    ['es', 'soy María de la Torre', 'María de la Torre'],
    ['ro', 'mă numesc Radu Ionescu', 'Radu Ionescu'],
    ['de', 'Ich heiße Jürgen Müller', 'Jürgen Müller'],
    ['fr', "je m'appelle Chloé Martin", 'Chloé Martin'],
    ['it', 'mi chiamo Luca Rossi', 'Luca Rossi'],
    ['pt', 'o meu nome é João Silva', 'João Silva'],
    ['nl', 'ik heet Sanne de Vries', 'Sanne de Vries'],
    ['pl', 'nazywam się Łukasz Nowak', 'Łukasz Nowak'],
    ['ar', 'اسمي أحمد علي', 'أحمد علي'],
    ['ja', '私は田中です', '田中'],
    ['zh', '我叫王小明', '王小明'],
  ])('%s: "%s" is %s', (language, text, name) => {
    expect(values('name', text, language, asked)).toEqual([name])
  })

  test.each(['where is my order?', '10432', 'yes', 'I have no idea what you mean', '👍'])(
    'is not in "%s"',
    text => {
      expect(values('name', text, 'en', asked)).toEqual([])
    },
  )

  test('is read only where one is asked for', () => {
    expect(values('name', 'my name is Ana')).toEqual([])
  })
})

describe('a product', () => {
  test.each([
    ['I want the Alba table lamp', 'alba'],
    ['the lamp, the Alba one', 'alba'],
    ['the Faro', 'faro'],
    ['is the sierra thrwo in stock', 'sierra'],
    ['faro foor lamp', 'faro'],
  ])('is found in "%s"', (text, product) => {
    expect(values('product', text)).toEqual([product])
  })

  test('is found by its names in other languages', () => {
    expect(values('product', 'la lámpara alba', 'es')).toEqual(['alba'])
    expect(values('product', 'ロメロキャンドルはありますか', 'ja')).toEqual(['vela'])
  })

  test.each(['where is my lamp', 'a table and a floor', 'thank you'])('is not in "%s"', text => {
    expect(values('product', text)).toEqual([])
  })
})
