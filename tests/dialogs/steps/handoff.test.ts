import { describe, expect, test } from 'vitest'
import { botOf, startChat } from '../chat.ts'

const talk = (steps: string, files = {}) =>
  startChat(
    botOf({
      dialogs: { a: `trigger: small.talk\nslots: { number: { entity: order } }\nsteps:\n${steps}` },
      texts: 'one: One.\nq: Which?\nmine: Mine.',
      files,
    }),
  )
const begin = (chat: ReturnType<typeof talk>) => chat.says('go', { intent: 'small.talk' })

describe('handoff', () => {
  test('tells the customer by the dialog `human`, in words for the reason', () => {
    const chat = talk(
      '  - { handoff: rule, priority: high, team: vip, note: A big order. }\n  - say: one'.replace(
        'team: vip, ',
        '',
      ),
    )
    expect(begin(chat)).toEqual([expect.stringContaining('take care of this for you')])
    expect(chat.result.handoff).toEqual({ reason: 'rule', priority: 'high', note: 'A big order.' })
  })

  test('the bot is silent while a person has the conversation, and keeps its books', () => {
    const chat = talk('  - handoff: asked')
    begin(chat)
    chat.facts.owner = 'human'
    expect(chat.says('hello?', { sentiment: { label: 'angry', score: -0.9 } })).toEqual([])
    expect(chat.result.handoff).toBeUndefined()
    expect((chat.state as { sentiments: unknown[] }).sentiments).toHaveLength(2)
  })

  test('when the desk gives it back, the dialog goes on after the hand-off', () => {
    const chat = talk('  - handoff: asked\n  - say: one')
    begin(chat)
    expect(chat.returned()).toEqual([expect.stringContaining('pick up where we left off'), 'One.'])
    expect(chat.frames()).toEqual([])
  })

  test('what the agent learned fills slots, so that nothing is asked again', () => {
    const chat = talk('  - { ask: number, say: q }\n  - say: one')
    begin(chat)
    chat.says('a person', { intent: 'human.request' })
    expect(chat.returned({ number: '10432' }).at(-1)).toBe('One.')
    const other = talk('  - { ask: number, say: q }\n  - say: one')
    begin(other)
    other.says('a person', { intent: 'human.request' })
    expect(other.returned().at(-1)).toBe('Which?')
  })

  test('with nothing open the bot asks whether there is anything else', () => {
    const chat = talk('  - handoff: asked')
    chat.says('a person', { intent: 'human.request' })
    expect(chat.returned()).toEqual([expect.stringContaining('anything else')])
  })

  test('a resolved matter closes the conversation, silently', () => {
    const chat = talk('  - handoff: asked')
    begin(chat)
    chat.take({ kind: 'desk', verb: 'resolved', cause: 'solved' })
    expect(chat.result).toMatchObject({ closed: true, activities: [] })
  })

  test('a bot may end a resolved matter with a survey', () => {
    const chat = talk('  - handoff: asked', {
      'lamp/dialogs/desk-resolved.yaml': 'dialog: desk-resolved\nsteps: [{ survey: csat }]',
    })
    begin(chat)
    chat.take({ kind: 'desk', verb: 'resolved', cause: 'solved' })
    expect(chat.result.closed).toBe(false)
    expect(chat.said()).toHaveLength(1)
    chat.says('5')
    chat.due()
    expect(chat.result.closed).toBe(true)
  })

  test('who asks for a person after the matter was resolved is not left in a closed conversation', () => {
    const chat = talk('  - handoff: asked')
    begin(chat)
    chat.take({ kind: 'desk', verb: 'resolved', cause: 'solved' })
    chat.says('a person', { intent: 'human.request' })
    expect(chat.result).toMatchObject({ closed: false, handoff: { reason: 'asked' } })
    chat.returned()
    chat.says('thanks', { intent: 'thanks' })
    expect(chat.result.closed).toBe(false)
  })

  test('`human` may be overridden, and ask first', () => {
    const chat = talk('  - handoff: rule', {
      'lamp/dialogs/human.yaml':
        'dialog: human\nslots: { number: { entity: order } }\nsteps: [{ ask: number, say: q }, { say: mine }, { handoff: }]',
    })
    expect(begin(chat)).toEqual(['Which?'])
    expect(chat.result.handoff).toBeUndefined()
    expect(chat.says('10432')).toEqual(['Mine.'])
    expect(chat.result.handoff?.reason).toBe('rule')
  })
})
