import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { createSay, dateLanguage, directionOf, type Pack, packFor } from '../../web/widget/texts.ts'
import { createWhen, dayNumber } from '../../web/widget/when.ts'

const folder = join(import.meta.dirname, '../../web/widget/locales')
const packs: Record<string, Pack> = Object.fromEntries(
  readdirSync(folder).map(file => [
    file.replace('.yaml', ''),
    parse(readFileSync(join(folder, file), 'utf8')),
  ]),
)
const holes = (entry: Pack[string] | undefined) =>
  [...new Set(JSON.stringify(entry).match(/\{\w+\}/g) ?? [])].filter(hole => hole !== '{count}').sort()

describe('the languages of the widget', () => {
  it('are English, Spanish and Romanian at least', () => {
    expect(Object.keys(packs)).toEqual(expect.arrayContaining(['en', 'es', 'ro']))
  })

  it.each(Object.keys(packs))('%s has each text, with the same values in it', lang => {
    const pack = packs[lang] as Pack
    expect(Object.keys(pack).sort()).toEqual(Object.keys(packs.en as Pack).sort())
    for (const key of Object.keys(pack)) {
      expect([key, holes(pack[key])]).toEqual([key, holes(packs.en?.[key])])
    }
  })

  it.each(Object.keys(packs))('%s has each plural form of its language', lang => {
    const forms = new Intl.PluralRules(lang).resolvedOptions().pluralCategories
    for (const entry of Object.values(packs[lang] as Pack)) {
      if (typeof entry === 'object') expect(Object.keys(entry).sort()).toEqual([...forms].sort())
    }
  })

  it('has no text that no view says, and no view says one that is not there', () => {
    const sources = join(import.meta.dirname, '../../web/widget')
    const code = [
      ...readdirSync(join(sources, 'view')).map(file => join('view', file)),
      'files.ts',
      'message.ts',
    ]
      .map(file => readFileSync(join(sources, file), 'utf8'))
      .join('\n')
    const unsaid = Object.keys(packs.en as Pack).filter(key => !new RegExp(`['"]${key}['"]`).test(code))
    expect(unsaid).toEqual([])
    for (const [, key] of code.matchAll(/\bsay\('(\w+)'/g))
      expect(Object.keys(packs.en as Pack)).toContain(key)
  })

  it('choose the plural form by the rules of the language', () => {
    const say = createSay(packs.ro as Pack, 'ro')
    expect(say('openUnread', { count: 1 })).toBe('Deschide chatul, un mesaj nou')
    expect(say('openUnread', { count: 3 })).toBe('Deschide chatul, 3 mesaje noi')
    expect(say('openUnread', { count: 25 })).toBe('Deschide chatul, 25 de mesaje noi')
  })

  it('fall back from a region to the language, then to English', () => {
    expect(packFor(packs, 'es-MX').lang).toBe('es')
    expect(packFor(packs, 'fi-FI').lang).toBe('en')
  })

  it('run from right to left where their script does', () => {
    for (const lang of ['ar', 'he', 'fa', 'ur', 'ckb', 'ar-EG', 'pa-PK'])
      expect(directionOf(lang)).toBe('rtl')
    for (const lang of ['en', 'ro', 'zh', 'az', 'ur-Latn', 'pa']) expect(directionOf(lang)).toBe('ltr')
  })
})

describe('dates', () => {
  const noon = new Date(2026, 2, 2, 12).getTime()
  const day = 86_400_000

  it('name today and yesterday, then the weekday, then the year', () => {
    const when = createWhen('es')
    expect(when.day(noon, noon + 3_600_000)).toBe('Hoy')
    expect(when.day(noon - day, noon)).toBe('Ayer')
    expect(when.day(noon - 5 * day, noon)).toBe('Miércoles, 25 de febrero')
    expect(when.day(noon - 400 * day, noon)).toBe('26 de enero de 2025')
    expect(createWhen('ro').day(noon - day, noon)).toBe('Ieri')
  })

  it('count days by the calendar, not by hours', () => {
    const late = new Date(2026, 2, 1, 23, 59).getTime()
    expect(createWhen('en').day(late, late + 120_000)).toBe('Yesterday')
    for (let hour = 0; hour < 24 * 400; hour += 24) {
      const at = new Date(2026, 0, 1 + hour / 24, 3).getTime()
      expect(dayNumber(at) - dayNumber(new Date(2026, 0, 1).getTime())).toBe(hour / 24)
    }
  })

  it('are written as where the customer lives, when the browser speaks the page’s language', () => {
    expect(dateLanguage('en', 'en-GB')).toBe('en-GB')
    expect(dateLanguage('es', 'en-GB')).toBe('es')
    expect(dateLanguage('es-MX', 'es-ES')).toBe('es-MX')
    expect(createWhen('en-GB').time(new Date(2026, 0, 1, 15, 5).getTime())).toBe('15:05')
  })
})
