import { describe, expect, test } from 'vitest'
import { USUAL_DESK_SETTINGS } from '../../dialogs/desk-settings.ts'
import { loadDesk } from '../../dialogs/load-desk.ts'
import { faultText } from '../../protocol/errors.ts'
import { botOf } from './chat.ts'

const load = (text: string) => loadDesk({ 'lamp/desk.yaml': text }, 'lamp')
const faultsOf = (text: string) => load(text).faults.map(faultText)
const nine = { from: 540, to: 1080 }

describe('desk.yaml', () => {
  test('gives teams with their hours and days off', () => {
    const { desk } = load(`teams:
  claims:
    languages: [es]
    skills: [returns]
    timeZone: Europe/Madrid
    country: ES
    hours: { sat-mon: [9:00-18:00, 22:00-6:00], wed: 0:00-24:00 }
holidays: { ES: [12-25, 2026-04-03] }
`)
    const late = { from: 1320, to: 1800 }
    const claims = {
      languages: ['es'],
      timeZone: 'Europe/Madrid',
      holidays: new Set(['12-25', '2026-04-03']),
      week: [[nine, late], [], [{ from: 0, to: 1440 }], [], [], [nine, late], [nine, late]],
    }
    expect(desk).toEqual({
      ...USUAL_DESK_SETTINGS,
      teams: [{ name: 'claims', languages: ['es'], skills: ['returns'], agents: [], shifts: [claims] }],
    })
  })

  test('gives its own causes in their order, and refuses what is no word', () => {
    const team = 'teams: { claims: { timeZone: UTC, hours: { mon: 9:00-18:00 } } }\n'
    expect(load(`${team}causes: [size, late]\n`).desk?.causes).toEqual(['size', 'late'])
    expect(faultsOf(`${team}causes: [Wrong Size]\n`).join()).toContain(
      'must be a word of small letters, digits and _, as wrong_item',
    )
    expect(faultsOf(`${team}causes: [late, late]\n`).join()).toContain('names a cause twice')
    expect(faultsOf(`${team}causes: []\n`)).toHaveLength(1)
  })

  test('gives agents what is not said of them as in the team', () => {
    const { desk } = load(`teams:
  claims:
    languages: [es]
    timeZone: Europe/Madrid
    hours: { mon: 9:00-18:00 }
    agents:
      ana@lamp.example:
      ion@lamp.example: { languages: [ro], timeZone: Europe/Bucharest, hours: { tue: 9:00-18:00 } }
`)
    const [ana, ion] = desk?.teams[0]?.agents ?? []
    expect(ana).toMatchObject({ languages: ['es'], timeZone: 'Europe/Madrid', skills: [] })
    expect(ana?.week[0]).toEqual([nine])
    expect(ion).toMatchObject({ languages: ['ro'], timeZone: 'Europe/Bucharest' })
    expect(ion?.week.slice(0, 2)).toEqual([[], [nine]])
    expect(desk?.teams[0]?.shifts).toEqual([ana, ion])
  })

  const team = 'teams: { a: { timeZone: UTC, hours: { mon: 9:00-18:00 } } }'

  test('tells how work is shared out, what is not said as usual', () => {
    const { desk } = load(`${team}
capacity: 2
offer: 90s
priority:
  reason: { action_failed: urgent }
  waiting: { 5m: high }
  order: { EUR: { 49.90: high, 1000: urgent } }
`)
    expect(desk).toMatchObject({
      capacity: 2,
      offerMs: 90_000,
      priority: {
        ...USUAL_DESK_SETTINGS.priority,
        reason: { action_failed: 'urgent' },
        waiting: [{ afterMs: 300_000, priority: 'high' }],
        order: [
          { currency: 'EUR', from: 1000, priority: 'urgent' },
          { currency: 'EUR', from: 49.9, priority: 'high' },
        ],
      },
    })
    expect(USUAL_DESK_SETTINGS).toMatchObject({ capacity: 5, offerMs: 60_000 })
  })

  test('tells what is wrong with how work is shared out', () => {
    expect(
      faultsOf(`${team}
capacity: 0
offer: 2h
priority: { waiting: { soon: high }, streak: { 9: urgent }, order: { euro: { 1: high } }, mood: {} }
`),
    ).toMatchInlineSnapshot(`
      [
        "lamp/desk.yaml:2:11: capacity must be at least 1, found 0",
        "lamp/desk.yaml:3:8: offer: expected at most 30m: the customer waits meanwhile, found 7200000",
        "lamp/desk.yaml:4:48: "9" must be a number of messages, 1 to 5",
        "lamp/desk.yaml:4:24: "soon" must be a time such as 10m or 1h",
        "lamp/desk.yaml:4:70: "euro" must be a currency of three capital letters, as EUR",
        "lamp/desk.yaml:4:91: priority has no "mood"; allowed are reason, sentiment, streak, waiting, order",
      ]
    `)
  })

  test('may be missing', () => {
    expect(loadDesk({}, 'lamp')).toEqual({ faults: [] })
  })

  test('tells all its faults, each with its place', () => {
    expect(
      faultsOf(`teams:
  claims: { timeZone: Europe/Madird, hours: { mon-fri: 9-18, mo: 9:00-25:00 } }
  Vip: { timeZone: UTC, hours: { sat: [22:00-6:00, 3] }, skill: [a] }
  night: { timeZone: UTC, hours: {}, agents: { ana: } }
holidays: { ES: [02-30], es: [] }
`),
    ).toMatchInlineSnapshot(`
      [
        "lamp/desk.yaml:2:23: teams.claims.timeZone must be a time zone such as Europe/Madrid",
        "lamp/desk.yaml:2:56: teams.claims.hours.mon-fri must be hours such as 9:00-18:00, or 22:00-6:00 over midnight",
        "lamp/desk.yaml:2:62: "mo" must be a day (mon, tue, wed, thu, fri, sat, sun) or several in a row: mon-fri",
        "lamp/desk.yaml:3:3: "Vip" must be a name of small letters, digits, - and _, as vip",
        "lamp/desk.yaml:4:48: "ana" must be the e-mail of an account, as ana@example.org",
        "lamp/desk.yaml:5:18: holidays.ES entry 1 must be a day such as 2026-04-03, or 12-25 for every year",
        "lamp/desk.yaml:5:26: "es" must be a country of two capital letters, as ES or RO",
      ]
    `)
    expect(
      faultsOf(`teams:
  claims: { timeZone: UTC, country: FE, hours: { mon-fri: 9:00-18:00, fri: 9:00-14:00 } }
holidays: { RO: [], ES: [] }
`),
    ).toMatchInlineSnapshot(`
      [
        "lamp/desk.yaml:2:37: there are no holidays of FE; countries are RO, ES; list them under holidays, [] if there are none",
        "lamp/desk.yaml:2:71: fri is told twice; give its hours once, several as a list: [9:00-13:00, 16:00-20:00]",
      ]
    `)
    expect(faultsOf('')).toEqual(['lamp/desk.yaml:1:1: must be a mapping, found nothing'])
    expect(faultsOf('teams: {}\n')).toEqual(['lamp/desk.yaml:1:8: teams needs a team'])
  })

  test('is part of the content and of its version', () => {
    const desk = (hours: string) => ({
      'lamp/desk.yaml': `teams: { all: { timeZone: UTC, hours: { mon: ${hours} } } }\n`,
    })
    const early = botOf({ files: desk('8:00-12:00') })
    const late = botOf({ files: desk('12:00-16:00') })
    expect(early.desk?.teams.map(({ name }) => name)).toEqual(['all'])
    expect(early.version).not.toBe(late.version)
    expect(botOf({}).desk).toBeUndefined()
    expect(() => botOf({ files: desk('8-12') })).toThrow('lamp/desk.yaml:1:')
  })
})
