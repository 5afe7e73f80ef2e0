import { statSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { groupsOf as groupsInto, MOST_GROUPS } from '../../intents/language/letter-groups.ts'
import { languageTable } from '../../intents/language/load-table.ts'
import { addOwn, trainLanguages } from '../../intents/language/own-table.ts'
import { addGroups, decodeTable, encodeTable, layOut } from '../../intents/language/table.ts'
import { WRITINGS, writingOf } from '../../intents/language/writings.ts'

const hashes = new Int32Array(MOST_GROUPS)
const groupsOf = (word: string): number[] => [...hashes.subarray(0, groupsInto(word, hashes))]

describe('groups of letters', () => {
  test('are those of one to five letters with the borders, and the word as a whole', () => {
    expect(groupsOf('a')).toHaveLength(4)
    expect(groupsOf('ab')).toHaveLength(8)
    expect(groupsOf('pedido')).toHaveLength(29)
    expect(groupsOf('')).toHaveLength(1)
  })

  test('tell the beginning of a word from its end', () => {
    const [begins] = groupsOf('x')
    expect(groupsOf('yx')).not.toContain(begins)
    expect(groupsOf('xy')).toContain(begins)
  })

  test('of a word without end are bounded', () => {
    expect(groupsOf('x'.repeat(100_000)).length).toBeLessThan(200)
  })
})

describe('the table of languages', () => {
  const hash = groupsOf('pedido')[7] ?? 0
  const small = layOut(['en', 'es'], 0.5, [
    { hash, weights: [[1, 6]] },
    { hash: hash ^ 1, weights: [[0, 2]] },
    {
      hash: -1,
      weights: [
        [0, -127],
        [1, 127],
      ],
    },
  ])

  test('gives each language what its groups of letters say', () => {
    const nats = new Float64Array(2)
    addGroups(small, hashes, groupsInto('pedido', hashes), nats)
    expect([...nats]).toEqual([0, 3])
  })

  test('is the same after it was written and read, byte for byte', () => {
    const bytes = encodeTable(small)
    const read = decodeTable(new Uint8Array(bytes))
    expect(read).toEqual(small)
    expect(Buffer.compare(encodeTable(read), bytes)).toBe(0)
  })

  test('that is damaged or something else is refused', () => {
    const bytes = encodeTable(small)
    expect(() => decodeTable(new Uint8Array(bytes.slice(0, -3)))).toThrow('half a table')
    expect(() => decodeTable(new Uint8Array(Buffer.from('{"no":"table of languages"}')))).toThrow('no table')
    expect(() => decodeTable(new Uint8Array())).toThrow('no table')
  })

  test('that ships is under five megabytes and knows every language of every writing', () => {
    expect(statSync(new URL('../../intents/language/table.bin', import.meta.url)).size).toBeLessThan(5e6)
    expect(languageTable()).toBe(languageTable())
    expect([...languageTable().languages].sort()).toEqual(
      [...new Set(WRITINGS.flatMap(({ languages }) => languages))].sort(),
    )
    expect(languageTable().languages.length).toBeGreaterThan(60)
  })
})

describe('the writing of a word', () => {
  test.each([
    ['pedido', 'Latin'],
    ['đơn', 'Latin'],
    ['заказ', 'Cyrillic'],
    ['طلب', 'Arabic'],
    ['注', 'Han'],
    ['の', 'kana'],
    ['주문', 'Hangul'],
    ['παραγγελία', 'Greek'],
    ['สั่ง', 'Thai'],
    ['ኣ', 'Ethiopic'],
  ])('of %s is %s', (word, name) => {
    expect(writingOf(word)?.name).toBe(name)
  })

  test('that nobody here knows is none', () => {
    expect(writingOf('𐎀')).toBeUndefined()
    expect(writingOf('ᚠ')).toBeUndefined()
  })
})

describe('what the bot’s own examples say', () => {
  const own = trainLanguages(
    new Map([
      [
        'en',
        new Map([
          ['order', 5],
          ['where', 3],
        ]),
      ],
      [
        'es',
        new Map([
          ['pedido', 5],
          ['donde', 3],
        ]),
      ],
    ]),
  )

  test('speaks for the language in which a word was used', () => {
    const nats = new Float64Array(2)
    addOwn(own, hashes, groupsInto('pedidos', hashes), nats)
    expect(nats[1]).toBeGreaterThan((nats[0] ?? 0) + 1)
  })

  test('is nothing for letters that were never seen', () => {
    const nats = new Float64Array(2)
    addOwn(own, hashes, groupsInto('ж', hashes), nats)
    expect(Math.abs((nats[0] ?? 0) - (nats[1] ?? 0))).toBeLessThan(0.5)
  })

  test('learns nothing from nothing', () => {
    expect(trainLanguages(new Map()).logs).toHaveLength(0)
  })
})
