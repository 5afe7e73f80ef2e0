import { describe, expect, test } from 'vitest'
import { botOf, startChat } from '../chat.ts'

const TEXTS = "q: Which number?\nback: '{{child.result}} {{child.slots.number}}'\nend_: End."
const FIND = `slots: { number: { entity: order } }
steps:
  - { ask: number, say: q }
  - end: found`

describe('begin', () => {
  test('runs another dialog, over turns, and goes on with its result and slots', () => {
    const chat = startChat(
      botOf({
        dialogs: {
          a: 'trigger: small.talk\nsteps:\n  - { begin: find, save: child }\n  - say: back',
          find: FIND,
        },
        texts: TEXTS,
      }),
    )
    expect(chat.says('go', { intent: 'small.talk' })).toEqual(['Which number?'])
    expect(chat.says('10432')).toEqual(['found 10432'])
    expect(chat.frames()).toEqual([])
  })

  test('fills its slots by `with`', () => {
    const chat = startChat(
      botOf({
        dialogs: {
          a: 'trigger: small.talk\nsteps:\n  - { begin: find, with: { number: "\'10555\'" }, save: child }\n  - say: back',
          find: FIND,
        },
        texts: TEXTS,
      }),
    )
    expect(chat.says('go', { intent: 'small.talk' })).toEqual(['found 10555'])
  })

  test('dialogs that begin each other without end are a fault, not a full memory', () => {
    const chat = startChat(
      botOf({
        dialogs: { a: 'trigger: small.talk\nsteps: [{ begin: b }]', b: 'steps: [{ begin: a }]' },
      }),
    )
    chat.says('go', { intent: 'small.talk' })
    expect(chat.result.handoff).toMatchObject({ reason: 'internal', note: 'dialogs without end' })
    expect(chat.frames()).toEqual([])
  })

  test('`begin: human` is a hand-off', () => {
    const chat = startChat(botOf({ dialogs: { a: 'trigger: small.talk\nsteps: [{ begin: human }]' } }))
    chat.says('go', { intent: 'small.talk' })
    expect(chat.result.handoff?.reason).toBe('asked')
  })
})
