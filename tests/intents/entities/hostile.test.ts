import { describe, expect, test } from 'vitest'
import { entityReaders } from '../../../intents/entities/read-entities.ts'
import { openMessage, readingOf } from '../../../intents/reading.ts'
import { readSentiment, readUrgency } from '../../../intents/sentiment.ts'
import { processorMs } from '../../processor-time.ts'
import { clock, lexicons } from './reader.ts'

/** The worst case of each pattern, and of what is tried around each find: repeated far beyond what is read. */
const bait: Readonly<Record<string, string>> = {
  'digits and spaces': '1 ',
  'digits and dashes': '1-',
  'digits and dots': '1.',
  'digits and slashes': '1/',
  'digits and colons': '1:',
  thousands: '1,111',
  'letters before @': 'a',
  'domains without end': 'a.b-',
  '@ after @': 'a@',
  'plus and parentheses': '+(1',
  'cues glued to digits': 'nr10',
  'order numbers': '12345 ',
  'an order beside a postcode': '10432 LS1 4AP ',
  phones: '600111222 ',
  postcodes: 'postcode sw1a ',
  'UPS numbers': '1z999aa1 0123456784 ',
  'postal numbers': 'RB 123456785 GB ',
  'FedEx numbers': '986578788855 ',
  denials: 'not the 10432 ',
  negations: 'no ',
  'numbers in words': 'twenty one and ',
  'numbers written together': 'einundzwanzig',
  'one endless number': 'ein',
  'Han numbers': '\u4e8c\u5341\u4e09',
  'signs before': '$1 ',
  'signs around': '\u20ac1\u20ac',
  codes: '1 eur ',
  'words for money': '5 euros and 20 cents ',
  days: 'tomorrow ',
  weekdays: 'next monday ',
  'counted days': 'in 3 days ',
  'named days': '3 may 2027 ',
  hours: 'at 5 pm ',
  'Han dates': '1\u67081\u65e5',
  'Han hours': '5\u6642',
  products: 'alba lamp ',
  'slips in products': 'lamq albq ',
  answers: 'yes no ',
  alternatives: '2 or 3 ',
  ordinals: 'the first or the second ',
  names: 'my name is Ana ',
  moods: 'not happy ',
  shouts: 'WHY!?',
  emoji: '\ud83d\ude21',
  'marks on a letter': 'e\u0301\u0302\u0303',
}
const READ_CHARS = 100_000
/** Milliseconds for 100,000 characters on a quiet machine are under 5; the cores of a test machine are shared. */
const MOST_MS = 20

const read = entityReaders('\\d{5}', ['ES', 'RO', 'GB', 'PL', 'NL'], {
  alba: ['Alba lamp', 'l\u00e1mpara Alba'],
})
const expects = 'order email phone postcode tracking product name money date time number choice yesno'.split(
  ' ',
)

describe.each(['en', 'de', 'ja'])('bait in %s', language => {
  test.each(Object.entries(bait))('%s', (_, part) => {
    const text = part.repeat(Math.ceil(READ_CHARS / part.length))
    const times = Array.from({ length: 8 }, () => {
      const reading = readingOf(openMessage(text), lexicons.get(language), {
        ...clock,
        market: 'ES',
        expects,
      })
      return processorMs(() => {
        read(reading)
        readSentiment(reading)
        readUrgency(reading)
      })
    })
    expect(Math.min(...times)).toBeLessThan(MOST_MS)
  })
})
