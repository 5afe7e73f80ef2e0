import { describe, expect, test } from 'vitest'
import { values } from './reader.ts'

const asked = { expects: ['yesno'] }

describe('yes, no, maybe', () => {
  test.each([
    ['en', 'no problem, yes', 'yes'],
    ['en', 'yes, no problem', 'yes'],
    ['en', 'ok no', 'no'],
    ['en', 'ok, no', 'no'],
    ['en', 'no, ok', 'no'],
    ['en', "I don't think so", 'no'],
    ['en', 'not really', 'no'],
    ['en', 'yep', 'yes'],
    ['en', 'not sure', 'maybe'],
    ['es', 'claro que sí', 'yes'],
    ['es', 'vale', 'yes'],
    ['es', 'sí, sin problema', 'yes'],
    ['es', 'bueno, no', 'no'],
    ['es', 'qué va', 'no'],
    ['es', 'no sé', 'maybe'],
    ['ro', 'da, sigur', 'yes'],
    ['ro', 'nu, mersi', 'no'],
    ['ro', 'nu știu', 'maybe'],
    ['de', 'jo', 'yes'],
    ['de', 'ja, kein problem', 'yes'],
    ['de', 'nö', 'no'],
    ['de', 'lieber nicht', 'no'],
    ['de', 'weiß nicht', 'maybe'],
    ['fr', 'ouais', 'yes'],
    ['fr', 'oui, pas de souci', 'yes'],
    ['fr', 'non merci', 'no'],
    ['fr', 'pas vraiment', 'no'],
    ['fr', 'je ne sais pas', 'maybe'],
    ['it', 'certo', 'yes'],
    ['it', 'sì, nessun problema', 'yes'],
    ['it', 'no grazie', 'no'],
    ['it', 'non lo so', 'maybe'],
    ['pt', 'claro', 'yes'],
    ['pt', 'pode ser', 'yes'],
    ['pt', 'não, obrigado', 'no'],
    ['pt', 'não sei', 'maybe'],
    ['nl', 'jazeker', 'yes'],
    ['nl', 'nee, dank je', 'no'],
    ['nl', 'liever niet', 'no'],
    ['nl', 'weet ik niet', 'maybe'],
    ['pl', 'no tak', 'yes'],
    ['pl', 'jasne', 'yes'],
    ['pl', 'nie, dzięki', 'no'],
    ['pl', 'nie wiem', 'maybe'],
    ['ar', 'نعم', 'yes'],
    ['ar', 'أيوه', 'yes'],
    ['ar', 'لا شكرا', 'no'],
    ['ar', 'لا أعرف', 'maybe'],
    ['ja', 'はい', 'yes'],
    ['ja', 'はい、お願いします', 'yes'],
    ['ja', 'いいえ', 'no'],
    ['ja', 'いいえ、結構です', 'no'],
    ['ja', 'わかりません', 'maybe'],
    ['zh', '好的', 'yes'],
    ['zh', '是的，谢谢', 'yes'],
    ['zh', '不用了', 'no'],
    ['zh', '不知道', 'maybe'],
    ['en', '👍', 'yes'],
  ])('%s: "%s" is %s', (language, text, answer) => {
    expect(values('yesno', text, language, asked)).toEqual([answer])
  })

  test.each([
    ['es', 'si pido hoy, ¿cuándo llega?'],
    ['zh', '可以礼品包装吗？'],
    ['zh', '收到的灯坏了'],
    ['ja', 'ええと、送料は？'],
    ['en', 'where is my order?'],
  ])('%s: "%s" is none', (language, text) => {
    expect(values('yesno', text, language, asked)).toEqual([])
  })
})

describe('one of several', () => {
  test('is left open by who names two', () => {
    expect(values('number', '2 or 3', 'en', { expects: ['number'] })).toEqual([])
    expect(values('number', '2-3', 'en', { expects: ['number'] })).toEqual([])
    expect(values('number', 'dos o tres', 'es', { expects: ['number'] })).toEqual([])
    expect(values('number', 'zwei oder drei', 'de', { expects: ['number'] })).toEqual([])
    expect(values('number', '2か3', 'ja', { expects: ['number'] })).toEqual([])
    expect(values('choice', '2 or 3', 'en', { expects: ['choice'] })).toEqual([])
    expect(values('choice', 'the first or the second', 'en', { expects: ['choice'] })).toEqual([])
  })

  test('may be all or none', () => {
    expect(values('choice', 'both please', 'en', { expects: ['choice'] })).toEqual(['all'])
    expect(values('choice', 'ninguna de las dos', 'es', { expects: ['choice'] })).toEqual(['none'])
    expect(values('choice', 'la última', 'es', { expects: ['choice'] })).toEqual(['last'])
    expect(values('choice', 'the blue one', 'en', { expects: ['choice'] })).toEqual([])
  })
})
