import { describe, expect, test } from 'vitest'
import {
  type Culture,
  cultureOf,
  culturePackTexts,
  loadCultures,
  readCulture,
} from '../../locales/culture.ts'
import { faultText } from '../../protocol/errors.ts'

describe('culture packs', () => {
  test('are found by their files, each sound', async () => {
    const cultures = await loadCultures()
    expect([...cultures.keys()]).toEqual(expect.arrayContaining(['en', 'es', 'ro']))
    for (const [tag, culture] of cultures) expect(culture.language).toBe(tag)
  })

  test('hold the same concepts, ordinals and names of languages', async () => {
    const packs = [...(await loadCultures()).values()]
    const [first] = packs as [Culture]
    for (const pack of packs) {
      expect(Object.keys(pack.concepts ?? {}).sort()).toEqual(Object.keys(first.concepts ?? {}).sort())
      expect(Object.keys(pack.ordinals)).toEqual(Object.keys(first.ordinals))
      expect(Object.keys(pack.names).sort()).toEqual(Object.keys(first.names).sort())
      for (const other of packs) expect(pack.names[other.language]).toBeDefined()
    }
  })

  test('never say yes and no with the same words', async () => {
    for (const { answers } of (await loadCultures()).values()) {
      const all = Object.values(answers).flatMap(words => [...new Set(words)])
      expect(all.filter((word, index) => all.indexOf(word) !== index)).toEqual([])
    }
  })

  test('tell all faults, each with its place', () => {
    const text =
      'language: es\nname: Español\ndirection: up\nnames: { en: inglés }\nordinals: { one: [uno] }\n'
    const { culture, faults } = readCulture(text, 'locales/es.yaml', 'es')
    expect(culture).toBeUndefined()
    expect(faults.map(faultText).slice(0, 3)).toMatchInlineSnapshot(`
      [
        "locales/es.yaml:4:14: names.en: Invalid input: expected array, received string",
        "locales/es.yaml:3:12: direction: Invalid option: expected one of "ltr"|"rtl"",
        "locales/es.yaml:1:1: functionWords: Invalid input: expected array, received undefined",
      ]
    `)
    expect(faults.length).toBeGreaterThan(6)
  })

  test('must be called what they are', async () => {
    const text = (await culturePackTexts()).get('es') as string
    expect(readCulture(text, 'locales/ro.yaml', 'ro').faults.map(faultText)).toEqual([
      'locales/ro.yaml:1:1: language is es, but the file is called ro',
    ])
    expect(readCulture('language: [', 'locales/x.yaml', 'x').faults).toHaveLength(1)
  })

  test('serve the regions of their language', () => {
    const packs = new Map([
      ['es', 1],
      ['pt-BR', 2],
    ])
    expect(cultureOf(packs, 'es-MX')).toBe(1)
    expect(cultureOf(packs, 'pt-BR')).toBe(2)
    expect(cultureOf(packs, 'pt')).toBeUndefined()
  })
})
