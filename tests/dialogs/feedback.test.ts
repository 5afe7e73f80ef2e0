import { describe, expect, test } from 'vitest'
import type { Understanding } from '../../protocol/understanding.ts'
import { botOf, startChat } from './chat.ts'

const asked = (kind = 'csat', after = 'desk') => {
  const chat = startChat(
    botOf({
      bot: `survey: { kind: ${kind}, after: [${after}] }`,
      dialogs: {
        status: 'trigger: order.status\nsteps: [{ say: told }, { end: resolved }]',
        'cancel-order':
          'trigger: order.cancel\nsteps: [{ ask: number, say: which }, { say: told }]\nslots: { number: { entity: order } }',
      },
      texts: 'told: On its way.\nwhich: Which one?\nintents: { order.status: Where it is }',
    }),
  )
  chat.says('hello', { intent: 'greeting' })
  if (after === 'desk') chat.resolved('solved', 'hof_1')
  return chat
}
const graded = (chat: ReturnType<typeof asked>) =>
  chat.result.surveys?.flatMap(({ grade }) => (grade === undefined ? [] : [grade])) ?? []
const words = (chat: ReturnType<typeof asked>) =>
  chat.result.surveys?.flatMap(({ comment }) => (comment === undefined ? [] : [comment])) ?? []

describe('after the desk has resolved it', () => {
  test('one question is asked, and the conversation is open until it is over', () => {
    const chat = asked()
    expect(chat.said()).toEqual([expect.stringContaining('from 1')])
    expect(chat.result.closed).toBe(false)
    expect(chat.result.surveys).toEqual([{ kind: 'csat', sent: true, handoffId: 'hof_1' }])
    expect(chat.due()).toEqual([])
    expect(chat.result.closed).toBe(true)
  })

  test('a bot that asks nobody closes at once', () => {
    const chat = startChat(botOf({}))
    expect(chat.resolved()).toEqual([])
    expect(chat.result.closed).toBe(true)
  })

  test.each([
    ['4', 4],
    ['4.', 4],
    ['a 4', 4],
    ['4 stars', 4],
    ["I'd give it a 5", 5],
    ['4/5', 4],
    ['4 out of 5', 4],
    ['⭐⭐⭐', 3],
    ['4️⃣', 4],
  ])('"%s" is a grade', (text, grade) => {
    const chat = asked()
    chat.says(text)
    expect(graded(chat)).toEqual([grade])
    expect(words(chat)).toEqual([])
  })

  test.each([
    ['5, very good, thanks', 5, 'very good, thanks'],
    ['Very good! 5', 5, 'Very good'],
    ['2\nit took three days', 2, 'it took three days'],
  ])('"%s" is a grade with words', (text, grade, comment) => {
    const chat = asked()
    chat.says(text)
    expect(graded(chat)).toEqual([grade])
    expect(words(chat)[0]).toContain(comment)
  })

  test.each(['it took 3 days', '3 days late', '8/10', '1 or 2', '7', 'between 3 and 4 perhaps'])(
    '"%s" gives no grade',
    text => {
      const chat = asked()
      chat.says(text)
      expect(graded(chat)).toEqual([])
      expect(chat.said()[0]).not.toContain("didn't understand")
    },
  )

  test.each<[string, Partial<Understanding>]>([
    ['very good, thank you so much for everything', { intent: 'thanks' }],
    ['perfect', { intent: 'affirm' }],
    ['your colleague was very kind', {}],
    ['your colleague is a patient person', { intent: 'human.request', confidence: 0.7 }],
    ['😡', {}],
  ])('"%s" are words to it', (text, given) => {
    const chat = asked()
    expect(chat.says(text, given)).toEqual([expect.stringContaining('note of that')])
    expect(words(chat)).toEqual([text])
    expect(chat.result.events).toContainEqual({
      name: 'survey.comment',
      data: { survey: 'csat', handoff: 'hof_1' },
    })
  })

  test('a word of thanks leaves it open', () => {
    const chat = asked()
    chat.says('thanks', { intent: 'thanks' })
    expect(chat.result.surveys).toBeUndefined()
    expect(chat.choices()).toHaveLength(5)
    chat.says('5')
    expect(graded(chat)).toEqual([5])
  })

  test('words that may be a new matter are kept, and the matter can be pressed', () => {
    const chat = asked()
    chat.says('the parcel is so slow', { intent: 'order.status', confidence: 0.5 })
    expect(words(chat)).toHaveLength(1)
    expect(chat.choices()).toEqual(['Where it is', 'Talk to a person'])
    expect(chat.presses('order.status')).toEqual(['On its way.'])
  })

  test('a question that is not understood is a question, and no words to it', () => {
    const chat = asked()
    chat.says('and what about the blue one?')
    expect(words(chat)).toEqual([])
    expect(chat.result.events).toContainEqual(expect.objectContaining({ name: 'survey.passed' }))
    expect(chat.said()[0]).toContain("didn't understand")
    expect(chat.result.closed).toBe(false)
  })

  test('a new matter keeps the conversation open beyond its first answer', () => {
    const chat = asked()
    chat.says('cancel it', { intent: 'order.cancel', confidence: 0.95 })
    expect(chat.said()).toEqual(['Which one?'])
    chat.says('10432')
    expect(chat.result.closed).toBe(false)
  })

  test('words after the grade are kept too, for an hour', () => {
    const chat = asked()
    chat.says('2')
    expect(chat.result.closed).toBe(false)
    chat.says('nobody answered for days')
    expect(words(chat)).toEqual(['nobody answered for days'])
    chat.says('and the lamp was the wrong one')
    expect(chat.said()).toEqual(['Thank you for your feedback.'])
    expect(chat.due()).toEqual([])
    expect(chat.result.closed).toBe(true)
  })

  test('another grade takes the place of the first', () => {
    const chat = asked()
    chat.says('1')
    chat.presses('common.survey.csat.5')
    expect(graded(chat)).toEqual([5])
  })

  test('a grade that is pressed after something else was talked about still counts', () => {
    const chat = asked()
    chat.says('where is it?', { intent: 'order.status' })
    expect(chat.presses('common.survey.csat.4')).toEqual(['Thank you for your feedback.'])
    expect(graded(chat)).toEqual([4])
  })

  test('a button of an earlier conversation is thanked for, and kept nowhere', () => {
    const chat = startChat(botOf({}))
    expect(chat.presses('common.survey.csat.4')).toEqual(['Thank you for your feedback.'])
    expect(chat.result.surveys).toBeUndefined()
  })

  test.each<[string, Partial<Understanding>]>([
    ['bye', { intent: 'goodbye' }],
    ['no', { intent: 'deny' }],
    ['stop', {}],
  ])('"%s" ends it politely', (text, given) => {
    const chat = asked()
    expect(chat.says(text, given)).toHaveLength(1)
    expect(chat.result.events).toContainEqual(expect.objectContaining({ name: 'survey.passed' }))
    expect(chat.result.closed).toBe(true)
  })

  test('who wants a person again gets one', () => {
    const chat = asked()
    chat.says('a person please', { intent: 'human.request', confidence: 0.95 })
    expect(chat.result.handoff).toMatchObject({ reason: 'asked' })
    expect(chat.result.closed).toBe(false)
  })

  test('a hand-off that was resolved for another reason can go without a question', () => {
    const chat = startChat(
      botOf({
        bot: 'survey: {}',
        files: {
          'lamp/dialogs/desk-resolved.yaml':
            "dialog: desk-resolved\nsteps:\n  - if: resolved.cause != 'spam'\n    then: [{ survey: }]",
        },
      }),
    )
    expect(chat.resolved('spam')).toEqual([])
    expect(chat.result.closed).toBe(true)
  })
})

describe('after the bot has resolved it', () => {
  const solved = () => {
    const chat = asked('ces', 'bot')
    chat.says('where is it', { intent: 'order.status' })
    return chat
  }

  test('it is asked when nothing was said for a while', () => {
    const chat = solved()
    expect(chat.said()).toEqual(['On its way.'])
    expect(chat.timers.at(-1)).toMatchObject({ frame: '', dueAt: '2026-03-02T10:10:00.000Z' })
    expect(chat.due()).toEqual([expect.stringContaining('How easy')])
    chat.says('6')
    expect(chat.result.surveys).toEqual([{ kind: 'ces', grade: 6 }])
    expect(chat.result.closed).toBe(false)
  })

  test('a goodbye is the moment', () => {
    const chat = solved()
    expect(chat.says('bye', { intent: 'goodbye' })).toEqual([
      expect.any(String),
      expect.stringContaining('How easy'),
    ])
    expect(chat.result.closed).toBe(false)
    chat.says('6')
    chat.due()
    expect(chat.result.closed).toBe(true)
  })

  test('who goes on is not interrupted', () => {
    const chat = solved()
    const quiet = chat.timers.at(-1)
    chat.says('cancel it', { intent: 'order.cancel' })
    chat.take({ kind: 'timer', timer: quiet as NonNullable<typeof quiet> })
    expect(chat.said()).toEqual([])
  })

  test('nobody is asked where bot.yaml does not say so, nor after nothing was resolved', () => {
    const desk = asked()
    desk.says('where is it', { intent: 'order.status' })
    expect(desk.timers).toHaveLength(1)
    const nothing = asked('csat', 'bot')
    expect(nothing.says('bye', { intent: 'goodbye' })).toHaveLength(1)
    expect(nothing.result.closed).toBe(true)
  })
})
