import { describe, expect, test } from 'vitest'
import { botOf, startChat } from '../chat.ts'

const talk = (kind: string) =>
  startChat(
    botOf({
      dialogs: {
        a: `trigger: small.talk\nsteps: [{ survey: ${kind} }, { say: after }]`,
        b: 'trigger: order.status\nsteps: [{ say: told }]',
      },
      texts: 'after: After.\ntold: On its way.',
    }),
  )
const begin = (chat: ReturnType<typeof talk>) => chat.says('go', { intent: 'small.talk' })
const THANKS = "Thank you for your feedback. If you'd like to add anything, just write it here."

describe('survey', () => {
  test.each([
    ['csat', '4', 4],
    ['ces', '7', 7],
    ['nps', '9', 9],
    ['nps', '10', 10],
  ])('%s takes %s', (kind, text, grade) => {
    const chat = talk(kind)
    begin(chat)
    expect(chat.says(text)).toEqual([THANKS, 'After.'])
    expect(chat.result.events).toContainEqual({ name: 'survey.answered', data: { survey: kind, grade } })
    expect(chat.result.surveys).toEqual([{ kind, grade }])
  })

  test('takes a pressed grade', () => {
    const chat = talk('csat')
    begin(chat)
    expect(chat.choices()).toEqual(['1', '2', '3', '4', '5'])
    expect(chat.result.events).toContainEqual({ name: 'survey.sent', data: { survey: 'csat' } })
    expect(chat.presses('common.survey.csat.3')[0]).toBe(THANKS)
  })

  test.each([
    ['csat', '1'],
    ['csat', '2'],
    ['ces', '3'],
    ['nps', '0'],
    ['nps', '6'],
  ])('who is not content (%s %s) may say why, or have a person', (kind, grade) => {
    const chat = talk(kind)
    begin(chat)
    expect(chat.says(grade)[0]).toContain('sorry')
    expect(chat.choices()).toEqual(['Talk to a person'])
  })

  test('a new question passes it by and is answered', () => {
    const chat = talk('csat')
    begin(chat)
    expect(chat.says('where is my order?', { intent: 'order.status' })).toEqual(['After.', 'On its way.'])
    expect(chat.result.events).toContainEqual({ name: 'survey.passed', data: { survey: 'csat' } })
  })

  test('expires, durably', () => {
    const chat = talk('csat')
    begin(chat)
    expect(chat.timers).toMatchObject([{ purpose: 'survey', dueAt: '2026-03-03T10:00:00.000Z' }])
    expect(chat.due()).toEqual(['After.'])
    expect(chat.result.events).toContainEqual({ name: 'survey.passed', data: { survey: 'csat' } })
  })

  test('is asked once a conversation', () => {
    const chat = talk('csat')
    begin(chat)
    chat.says('4')
    expect(begin(chat)).toEqual(['After.'])
  })

  test("without a kind asks bot.yaml's", () => {
    const chat = startChat(
      botOf({
        dialogs: { a: 'trigger: small.talk\nsteps: [{ survey: }]' },
        bot: 'survey: { kind: nps, expires: 2h }',
      }),
    )
    expect(chat.says('go', { intent: 'small.talk' })[0]).toContain('recommend')
    expect(chat.timers).toMatchObject([{ dueAt: '2026-03-02T12:00:00.000Z' }])
  })
})
