import { describe, expect, test } from 'vitest'
import { read, values } from './reader.ts'

const dates = (text: string, hints = {}, language = 'en') => values('date', text, language, hints)

describe('dates', () => {
  test('are those of the customer, not of the server', () => {
    const late = { now: '2026-11-22T23:30:00Z' }
    expect(dates('tomorrow', { ...late, timeZone: 'Europe/London' })).toEqual(['2026-11-23'])
    expect(dates('tomorrow', { ...late, timeZone: 'Asia/Tokyo' })).toEqual(['2026-11-24'])
    expect(dates('tomorrow', { ...late, timeZone: 'America/Mexico_City' })).toEqual(['2026-11-23'])
    expect(dates('in 2 hours', { ...late, timeZone: 'Europe/Madrid' })).toEqual(['2026-11-23T02:30'])
  })

  test('have day or month first as the market writes them', () => {
    expect(dates('03/05/2026', { market: 'GB' })).toEqual(['2026-05-03'])
    expect(dates('03/05/2026', { market: 'US' })).toEqual(['2026-03-05'])
    expect(dates('25/12/2026', { market: 'US' })).toEqual(['2026-12-25'])
    expect(dates('2026-05-03')).toEqual(['2026-05-03'])
  })

  test('without a year are the nearest to today', () => {
    expect(dates('on 1 December')).toEqual(['2026-12-01'])
    expect(dates('on 1 November')).toEqual(['2026-11-01'])
    expect(dates('on 10 January')).toEqual(['2027-01-10'])
    expect(dates('1 December', { now: '2027-01-05T10:00:00Z' })).toEqual(['2026-12-01'])
  })

  test('go together with the time beside them', () => {
    expect(dates('tomorrow at 5pm')).toEqual(['2026-11-23T17:00'])
    expect(dates('at 17:30 on Monday')).toEqual(['2026-11-23T17:30'])
    expect(dates('on Tuesday 24 November at 9:15')).toEqual(['2026-11-24T09:15'])
    expect(dates('tonight at eight')).toEqual(['2026-11-22T20:00'])
    expect(dates('vanavond om acht', {}, 'nl')).toEqual(['2026-11-22T20:00'])
    expect(dates('esta noche a las nueve', {}, 'es')).toEqual(['2026-11-22T21:00'])
    expect(dates('今夜8時に', {}, 'ja')).toEqual(['2026-11-22T20:00'])
    expect(dates('this morning at 9')).toEqual(['2026-11-22T09:00'])
    expect(values('time', 'um halb drei', 'de')).toEqual(['14:30'])
    expect(values('time', 'at 7 in the morning')).toEqual(['07:00'])
    expect(values('time', '12:30 am')).toEqual(['00:30'])
  })

  test('are only asked-for ones when a number alone could be anything', () => {
    expect(dates('the 15th')).toEqual([])
    expect(dates('the 15th', { expects: ['date'] })).toEqual(['2026-12-15'])
    expect(dates('el 30', { expects: ['date'] }, 'es')).toEqual(['2026-11-30'])
    expect(dates('3-5', { expects: ['date'] })).toEqual(['2027-05-03'])
  })

  test.each([
    ['en', 'a week ago', '2026-11-15'],
    ['en', 'in a month', '2026-12-22'],
    ['es', 'hace una semana', '2026-11-15'],
    ['pl', 'za tydzień', '2026-11-29'],
    ['pl', 'miesiąc temu', '2026-10-22'],
    ['fr', 'il y a un mois', '2026-10-22'],
    ['de', 'vor einem Monat', '2026-10-22'],
    ['it', 'una settimana fa', '2026-11-15'],
    ['nl', 'een week geleden', '2026-11-15'],
    ['pt', 'há uma semana', '2026-11-15'],
    ['ro', 'acum o lună', '2026-10-22'],
    ['ar', 'بعد يومين', '2026-11-24'],
    ['ar', 'منذ أسبوع', '2026-11-15'],
  ])('%s: "%s" counts one, or two, without a number', (language, text, day) => {
    expect(dates(text, {}, language)).toEqual([day])
  })

  test('leave open what the customer leaves open', () => {
    expect(dates('Monday or Tuesday', { expects: ['date'] })).toEqual([])
    expect(dates('Monday or Tuesday')).toEqual(['2026-11-23', '2026-11-24'])
    expect(dates('in 2-3 days')).toEqual([])
  })

  test('need to know what today is, unless they have a year', () => {
    const unknown = { now: undefined } as never
    expect(dates('tomorrow', unknown)).toEqual([])
    expect(dates('3 May 2026', unknown)).toEqual(['2026-05-03'])
    expect(dates('tomorrow', { now: 'no time' })).toEqual([])
    expect(dates('tomorrow', { timeZone: 'Mars/Olympus' })).toEqual(['2026-11-23'])
  })

  test.each([
    'I may order 3 more',
    'open 24/7',
    'it is 3.50',
    '31/02/2026',
    '10432/10433',
    'at 5 shops',
    'version 1.2.3.4',
    'the sun is out and I sat down',
  ])('are not in "%s"', text => {
    expect(read(text).filter(({ type }) => type === 'date' || type === 'time')).toEqual([])
  })

  test('are no order number, and an order number is none of them', () => {
    expect(read('order 10432 of 2026-11-03').map(({ type, value }) => [type, value])).toEqual([
      ['order', '10432'],
      ['date', '2026-11-03'],
    ])
  })
})
