import { describe, expect, test } from 'vitest'
import { passesOf } from '../../handoff/passes.ts'
import { ableTo, chooseAgent, type Staff, type Wanted } from '../../handoff/routing.ts'
import { at, NOW, staff } from './desk-subject.ts'

const choose = (wanted: Wanted, people: readonly Staff[], passed: readonly string[] = []) =>
  chooseAgent(ableTo(wanted, people), { capacity: 3, passed: id => passed.includes(id) })?.id

describe('routing', () => {
  const people = [
    staff('es-free', { languages: ['es'] }),
    staff('es-returns', { languages: ['es', 'en'], skills: ['returns'], active: 2 }),
    staff('ro-free', { languages: ['ro'], skills: ['returns'] }),
  ]

  test('goes by the language first, then by the skill, then by the load', () => {
    expect(choose({ language: 'es' }, people)).toBe('es-free')
    expect(choose({ language: 'es', skill: 'returns' }, people)).toBe('es-returns')
    expect(choose({ language: 'es-MX' }, people)).toBe('es-free')
    expect(choose({ language: 'ro', skill: 'invoices' }, people)).toBe('ro-free')
    expect(choose({ skill: 'returns' }, people)).toBe('ro-free')
  })

  test('waits for those who speak the language, and goes to anybody when nobody at the desk does', () => {
    const busy = people.map(one => (one.languages.includes('es') ? { ...one, active: 3 } : one))
    expect(choose({ language: 'es' }, busy)).toBeUndefined()
    expect(choose({ language: 'ja' }, busy)).toBe('ro-free')
    const away = people.map(one => (one.languages.includes('es') ? { ...one, working: false } : one))
    expect(choose({ language: 'es' }, away)).toBeUndefined()
    expect(choose({ language: 'es', escalated: true }, away)).toBe('ro-free')
    expect(choose({ language: 'es', escalated: true }, busy)).toBeUndefined()
  })

  test('waits for those who have the skill while one of them is there', () => {
    const busy = people.map(one => (one.id === 'es-returns' ? { ...one, active: 3 } : one))
    expect(choose({ language: 'es', skill: 'returns' }, busy)).toBeUndefined()
    const gone = people.map(one => (one.id === 'es-returns' ? { ...one, status: 'offline' as const } : one))
    expect(choose({ language: 'es', skill: 'returns' }, gone)).toBe('es-free')
  })

  test('asks only who is online, works, has room, and has not passed it on', () => {
    expect(choose({}, [staff('a', { status: 'away' }), staff('b', { status: 'offline' })])).toBeUndefined()
    expect(choose({}, [staff('a', { working: false })])).toBeUndefined()
    expect(choose({}, [staff('a', { active: 2, offered: 1 })])).toBeUndefined()
    expect(choose({}, [staff('a'), staff('b')], ['a'])).toBe('b')
  })

  test('stays within the team', () => {
    const mixed = [staff('a', { teams: ['vip'] }), staff('b', { teams: ['returns'] })]
    expect(choose({ team: 'returns' }, mixed)).toBe('b')
    expect(choose({ team: 'none' }, mixed)).toBeUndefined()
    // Language and skill are looked for within it.
    const spoken = [
      staff('a', { teams: ['vip'], languages: ['es'] }),
      staff('b', { teams: ['returns'], languages: ['en'] }),
    ]
    expect(choose({ team: 'returns', language: 'es' }, spoken)).toBe('b')
  })

  test('of equals takes whoever has had nothing for longest', () => {
    expect(choose({}, [staff('a', { lastTakenAt: 2 }), staff('b', { lastTakenAt: 1 })])).toBe('b')
  })

  test('leaves supervisors what is late, or all where the desk names them or has nobody else', () => {
    const chief = staff('chief', { role: 'supervisor' })
    expect(choose({}, [chief, staff('a', { active: 3 })])).toBeUndefined()
    expect(choose({ escalated: true }, [chief, staff('a', { active: 3 })])).toBe('chief')
    expect(choose({}, [{ ...chief, named: true }, staff('a', { active: 1 })])).toBe('chief')
    expect(choose({}, [chief])).toBe('chief')
    expect(choose({}, [staff('d', { role: 'designer' })])).toBeUndefined()
  })

  test('tells who could take it also when they have their hands full', () => {
    expect(
      ableTo(
        { language: 'es' },
        people.map(one => ({ ...one, active: 9 })),
      ).map(one => one.id),
    ).toEqual(['es-free', 'es-returns'])
  })
})

describe('who passed a hand-off on', () => {
  const event = (name: string, data: object, ms: number) => ({
    at: at(ms),
    name,
    data: { handoff: 'hof_1', ...data },
  })

  test('is not asked again for a while, longer after a no', () => {
    const passes = passesOf('hof_1', [
      event('handoff.offered', { to: 'ana' }, 0),
      event('handoff.expired', { from: 'ana' }, 60_000),
      event('handoff.decline', { agent: 'ben' }, 70_000),
      { ...event('handoff.decline', { agent: 'cho' }, 80_000), data: { handoff: 'hof_2', agent: 'cho' } },
    ])
    expect([...passes]).toEqual([
      ['ana', NOW + 60_000 + 300_000],
      ['ben', NOW + 70_000 + 1_800_000],
    ])
  })

  test('is asked anew after a transfer, but for who gave it away', () => {
    const passes = passesOf('hof_1', [
      event('handoff.decline', { agent: 'ben' }, 0),
      event('handoff.transfer', { agent: 'ana' }, 1),
      event('handoff.vanished', { from: 'cho', why: 'gone' }, 2),
    ])
    expect([...passes.keys()]).toEqual(['ana', 'cho'])
  })
})
