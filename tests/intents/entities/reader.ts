import { entityReaders, type ReadEntities } from '../../../intents/entities/read-entities.ts'
import { compileLexicon, type Lexicon } from '../../../intents/lexicon.ts'
import { openMessage, readingOf } from '../../../intents/reading.ts'
import type { Hints } from '../../../intents/understander.ts'
import { loadCultures } from '../../../locales/culture.ts'
import type { Entity } from '../../../protocol/understanding.ts'

export const lexicons = new Map<string, Lexicon>(
  Array.from(await loadCultures(), ([language, culture]) => [language, compileLexicon(culture)]),
)

/** A Sunday, half past eleven in Madrid. */
export const clock: Hints = { now: '2026-11-22T10:30:00Z', timeZone: 'Europe/Madrid' }

const COUNTRIES = ['ES', 'MX', 'RO', 'GB', 'DE', 'PL', 'FR', 'IT', 'PT', 'NL']
const products = {
  alba: ['Alba table lamp', 'lámpara Alba', 'Alba-Tischlampe'],
  faro: ['Faro floor lamp', 'lámpara de pie Faro'],
  sierra: ['Sierra throw', 'manta Sierra'],
  vela: ['Romero candle', 'ロメロキャンドル'],
}
const shop = entityReaders('\\d{5}', COUNTRIES, products)

/** The entities of a message in a shop whose orders have five digits. */
export const read = (
  text: string,
  language = 'en',
  hints: Hints = {},
  reader: ReadEntities = shop,
): Entity[] => reader(readingOf(openMessage(text), lexicons.get(language), { ...clock, ...hints }))

export const values = (type: string, text: string, language?: string, hints?: Hints): string[] =>
  read(text, language, hints)
    .filter(entity => entity.type === type)
    .map(({ value }) => value)
