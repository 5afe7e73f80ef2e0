import { expect, test } from 'vitest'
import { isCurrency, isLanguageTag, isTimeZone } from '../../locales/market.ts'

test('knows languages, currencies and time zones by their standards', () => {
  for (const tag of ['es', 'pt-BR', 'zh-Hant', 'fil']) expect(isLanguageTag(tag), tag).toBe(true)
  for (const tag of ['', 'english', 'ES', 'pt_BR', 'pt-br', '../etc', '__proto__'])
    expect(isLanguageTag(tag), tag).toBe(false)
  for (const code of ['EUR', 'RON']) expect(isCurrency(code)).toBe(true)
  for (const code of ['eur', 'EURO', '']) expect(isCurrency(code), code).toBe(false)
  for (const zone of ['Europe/Madrid', 'Asia/Calcutta', 'UTC']) expect(isTimeZone(zone), zone).toBe(true)
  for (const zone of ['Madrid', 'Mars/Base', '']) expect(isTimeZone(zone), zone).toBe(false)
})
