import { describe, expect, test } from 'vitest'
import { type PlaceInput, placesOf } from '../../handoff/place.ts'
import { at, handoff, NOW, staff } from './desk-subject.ts'

const input = (change: Partial<PlaceInput> = {}): PlaceInput => ({
  now: NOW,
  staff: [staff('a', { active: 1 })],
  capacity: 1,
  offerMs: 60_000,
  recentWaits: [],
  ...change,
})

describe('a place in the queue', () => {
  test('counts those who come before and want the same people', () => {
    const places = placesOf(
      [
        handoff('hof_1', { language: 'es' }),
        handoff('hof_2', { language: 'ro' }),
        handoff('hof_3', { language: 'es', priority: 'high' }),
        handoff('hof_4', { language: 'es', status: 'offered', agentId: 'es' }),
        handoff('hof_5', { language: 'es', status: 'active', agentId: 'es' }),
        handoff('hof_6'),
      ],
      input({
        staff: [staff('es', { languages: ['es'], active: 1 }), staff('ro', { languages: ['ro'], active: 1 })],
      }),
    )
    expect([...places].map(([id, { position }]) => [id, position])).toEqual([
      ['hof_3', 1],
      ['hof_1', 2],
      ['hof_2', 1],
      ['hof_4', 3],
      // Either would do, so all of them are before it.
      ['hof_6', 5],
    ])
    expect(places.get('hof_6')?.agents).toBe(2)
  })

  test('tells no time when nobody is there, and still the place among those who want the same', () => {
    const places = placesOf(
      [handoff('hof_1'), handoff('hof_2'), handoff('hof_3', { team: 'vip' })],
      input({ staff: [] }),
    )
    expect([...places.values()]).toEqual([
      { position: 1, agents: 0 },
      { position: 2, agents: 0 },
      { position: 1, agents: 0 },
    ])
  })

  test('takes as long as an offer while somebody has room', () => {
    const free = input({ staff: [staff('a')], capacity: 1 })
    const places = placesOf([handoff('hof_1'), handoff('hof_2')], free)
    expect(places.get('hof_1')?.expectedMs).toBe(60_000)
    expect(places.get('hof_2')?.expectedMs).toBe(2 * 300_000)
  })

  test('goes by how fast customers were taken lately', () => {
    const waits = (everyMs: number, waitedMs: number) =>
      Array.from({ length: 5 }, (_, n) => ({
        claimedAt: at(-(n + 1) * everyMs),
        createdAt: at(-(n + 1) * everyMs - waitedMs),
      }))
    const expected = (recentWaits: PlaceInput['recentWaits']) =>
      placesOf([handoff('hof_1'), handoff('hof_2')], input({ recentWaits })).get('hof_2')?.expectedMs
    // Many wait for long, one is taken every four minutes.
    expect(expected(waits(240_000, 1_800_000))).toBe(2 * 240_000)
    // Few come, and are taken within half a minute.
    expect(expected(waits(1_200_000, 30_000))).toBe(2 * 30_000)
    expect(expected(waits(1, 1).slice(0, 2))).toBe(2 * 300_000)
  })
})
