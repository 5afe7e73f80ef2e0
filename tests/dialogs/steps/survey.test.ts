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

describe('survey', () => {
  test.each([
    ['csat', '4', 4],
    ['ces', '7', 7],
    ['nps', '0', 0],
    ['nps', '10', 10],
  ])('%s takes %s', (kind, text, grade) => {
    const chat = talk(kind)
    begin(chat)
    expect(chat.says(text)).toEqual(['Thank you for your feedback.', 'After.'])
    expect(chat.result.events).toContainEqual({ name: 'survey.answered', data: { survey: kind, grade } })
  })

  test('takes a pressed grade', () => {
    const chat = talk('csat')
    begin(chat)
    expect(chat.choices()).toEqual(['1', '2', '3', '4', '5'])
    expect(chat.presses('common.survey.csat.3')[0]).toBe('Thank you for your feedback.')
  })

  test('any other message passes it by and is answered', () => {
    const chat = talk('csat')
    begin(chat)
    expect(chat.says('where is my order', { intent: 'order.status' })).toEqual(['After.', 'On its way.'])
  })

  test('expires, durably', () => {
    const chat = talk('csat')
    begin(chat)
    expect(chat.timers).toMatchObject([{ purpose: 'survey', dueAt: '2026-03-03T10:00:00.000Z' }])
    expect(chat.due()).toEqual(['After.'])
  })
})
