import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { noticeOfEvent, noticeOfPlace, shownName, type ToldPlace } from '../../handoff/customer-notices.ts'

const MINUTE = 60_000
const place = (position: number, minutes: number, agents = 1) => ({
  position,
  agents,
  expectedMs: minutes * MINUTE,
})

describe('a place in the queue', () => {
  test('is nothing to whom somebody is about to come to', () => {
    expect(noticeOfPlace(place(1, 1), undefined, 0)).toEqual({})
  })

  test('is not told where nobody is there, or nobody knows how long it takes', () => {
    expect(noticeOfPlace(place(3, 5, 0), undefined, 0)).toEqual({})
    expect(noticeOfPlace({ position: 3, agents: 2 }, undefined, 0)).toEqual({})
  })

  test.each([
    [3, 7, 'place', 10],
    [2, 0.5, 'place', 2],
    [1, 12, 'next', 15],
    [9, 61, 'place_long', 90],
    [1, 61, 'next_long', 90],
  ])('number %s with %s minutes to go is told as %s, rounded up to %s', (position, minutes, text, told) => {
    const { notice } = noticeOfPlace(place(position, minutes), undefined, 0)
    expect(notice).toEqual({
      text: `common.desk.${text}`,
      values: { wait: { position, minutes: told } },
      while: ['waiting', 'offered'],
    })
  })

  const told: ToldPlace = { position: 8, minutes: 20, at: 0 }

  test('is told again when it has become clearly better, two minutes later at the soonest', () => {
    expect(noticeOfPlace(place(7, 18), told, 5 * MINUTE)).toEqual({})
    expect(noticeOfPlace(place(6, 15), told, MINUTE)).toEqual({ againAt: 2 * MINUTE })
    expect(noticeOfPlace(place(6, 15), told, 2 * MINUTE).notice?.text).toBe('common.desk.place')
    const second = { position: 2, minutes: 5, at: 0 }
    expect(noticeOfPlace(place(1, 5), second, 2 * MINUTE).notice?.text).toBe('common.desk.next')
  })

  test('that has become much worse is told too, with an excuse, ten minutes later at the soonest', () => {
    expect(noticeOfPlace(place(9, 30), told, 20 * MINUTE)).toEqual({})
    expect(noticeOfPlace(place(9, 45), told, 9 * MINUTE)).toEqual({ againAt: 10 * MINUTE })
    expect(noticeOfPlace(place(9, 45), told, 10 * MINUTE).notice?.text).toBe('common.desk.longer')
  })

  test('never floods, and never promises less than is expected', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 0, max: 100 })), {
          maxLength: 60,
        }),
        changes => {
          let last: ToldPlace | undefined
          let count = 0
          changes.forEach(([position, minutes], at) => {
            // One change every ten seconds.
            const { notice, told } = noticeOfPlace(place(position, minutes), last, at * 10_000)
            if (notice === undefined) return
            count++
            const wait = notice.values.wait as { minutes: number }
            expect(wait.minutes >= minutes || notice.text.endsWith('_long')).toBe(true)
            last = told
          })
          expect(count).toBeLessThanOrEqual(1 + Math.floor((changes.length * 10_000) / (2 * MINUTE)))
        },
      ),
    )
  })
})

describe('a change of a hand-off', () => {
  test('that brings somebody is told by name', () => {
    expect(noticeOfEvent({ name: 'handoff.claim', agentName: 'Marta Gil', answered: false })).toEqual({
      text: 'common.desk.joined',
      values: { agent: { name: 'Marta Gil' } },
      while: ['active'],
    })
  })

  test.each(['handoff.transfer', 'handoff.vanished'])('%s is news only to who had somebody', name => {
    expect(noticeOfEvent({ name, answered: false })).toBeUndefined()
    expect(noticeOfEvent({ name, answered: true })).toBeDefined()
  })

  test.each([
    'handoff.hold',
    'handoff.resume',
    'handoff.offered',
    'handoff.expired',
    'handoff.note',
    'handoff.reply',
  ])('%s is nothing to the customer', name => {
    expect(noticeOfEvent({ name, answered: true })).toBeUndefined()
  })

  test('shows an agent by the name that the shop wants', () => {
    expect(shownName(' Marta Gil ', 'first')).toBe('Marta')
    expect(shownName('Marta Gil', 'full')).toBe('Marta Gil')
    expect(shownName('Marta Gil', 'none')).toBeUndefined()
    expect(shownName('  ', 'first')).toBeUndefined()
  })
})
