import { describe, expect, test } from 'vitest'
import { ADAPTIVE_CARD } from '../../../protocol/activity.ts'
import { botOf, startChat } from '../chat.ts'

const talk = (steps: string, texts: string) =>
  startChat(botOf({ dialogs: { a: `trigger: small.talk\nsteps:\n${steps}` }, texts }))
const begin = (chat: ReturnType<typeof talk>) => chat.says('go', { intent: 'small.talk' })

describe('say', () => {
  test('says a text in the language of the conversation, with values', () => {
    const chat = talk('  - set: { n: 2 + 1 }\n  - say: t', "t: 'You have {{n}}, from {{bot}}.'")
    expect(begin(chat)).toEqual(['You have 3, from Lamp.'])
    expect(chat.result.activities[0]).toMatchObject({ type: 'message', id: 'inb_1:1', locale: 'en' })
  })

  test('fills a value into the key', () => {
    const chat = talk(
      "  - set: { state: \"'paid'\" }\n  - say: 't.{state}'",
      't: { paid: Paid., packed: Packed. }',
    )
    expect(begin(chat)).toEqual(['Paid.'])
  })

  test('a key that leads to no text is an apology and a hand-off, never the key', () => {
    const chat = talk(
      "  - set: { state: \"'lost'\" }\n  - say: 't.{state}'",
      't: { paid: Paid., packed: Packed. }',
    )
    const said = begin(chat).join(' ')
    expect(said).not.toContain('t.lost')
    expect(said).toContain('something went wrong on our side')
    expect(chat.result.handoff).toMatchObject({ reason: 'internal', note: expect.stringContaining('t.lost') })
  })

  test('offers choices by title, which begin dialogs', () => {
    const chat = startChat(
      botOf({
        dialogs: {
          a: 'trigger: small.talk\nsteps:\n  - say: t\n    choices: [{ text: c.more, begin: b }, c.less]',
          b: 'steps:\n  - say: more',
        },
        texts: 't: Well?\nmore: Here is more.\nc: { more: Tell me more, less: Enough }',
      }),
    )
    begin(chat)
    expect(chat.result.activities[0]?.suggestedActions?.actions).toEqual([
      { type: 'postBack', title: 'Tell me more', displayText: 'Tell me more', value: { choice: 'c.more' } },
      { type: 'postBack', title: 'Enough', displayText: 'Enough', value: { choice: 'c.less' } },
    ])
    expect(chat.presses('c.more')).toEqual(['Here is more.'])
    expect(chat.presses('c.more')).toEqual(['Here is more.'])
  })

  test('a choice may begin an intent, or an FAQ', () => {
    const chat = startChat(
      botOf({
        dialogs: {
          a: 'trigger: small.talk\nsteps:\n  - say: t\n    choices: [{ text: c.gift, begin: faq.gift }]',
        },
        texts: 't: Well?\nc: { gift: Gift wrap }',
        faq: 'gift: { questions: [is there gift wrap], answer: Yes. }',
      }),
    )
    begin(chat)
    expect(chat.says('gift wrap')).toEqual(['Yes.'])
  })

  test('a choice that names nothing is understood as if its title were typed', () => {
    const chat = startChat(
      botOf({
        dialogs: {
          a: 'trigger: small.talk\nsteps:\n  - say: t\n    choices: [c.status]',
          b: 'trigger: order.status\nsteps:\n  - say: told',
        },
        texts: 't: Well?\ntold: On its way.\nc: { status: About order.status }',
      }),
    )
    begin(chat)
    expect(chat.presses('c.status')).toEqual(['On its way.'])
  })

  test('computed choices come from an expression', () => {
    const chat = talk(
      "  - say: t\n    choices: \"['1', '2'].map(n, {'title': 'No ' + n, 'begin': 'human'})\"",
      't: Well?',
    )
    begin(chat)
    expect(chat.choices()).toEqual(['No 1', 'No 2'])
  })

  test('shows an order as a card whose every word is a text', () => {
    const chat = talk('  - call: orders.find\n    save: order\n  - say: t\n    card: order', 't: Here it is.')
    begin(chat)
    chat.returns('ok', {
      number: '10432',
      status: 'shipped',
      total: 84.5,
      currency: 'EUR',
      carrier: 'DHL',
      tracking: 'X1',
      trackingUrl: 'https://dhl.example/X1',
      eta: '2026-03-05',
      items: [{ quantity: 2, name: 'Lamp [x](y)' }],
    })
    const [card] = chat.result.activities[0]?.attachments ?? []
    expect(card?.contentType).toBe(ADAPTIVE_CARD)
    expect(card?.content).toMatchObject({
      type: 'AdaptiveCard',
      body: [
        { text: 'Order 10432' },
        {
          facts: [
            { title: 'Status', value: 'On its way' },
            { title: 'Items', value: '2 × Lamp [x](y)' },
            { title: 'Total', value: '€84.50' },
            { title: 'Carrier', value: 'DHL' },
            { title: 'Tracking number', value: 'X1' },
            { title: 'Expected delivery', value: 'March 5' },
          ],
        },
      ],
      actions: [{ type: 'Action.OpenUrl', url: 'https://dhl.example/X1' }],
    })
  })

  test('an order that has ended shows no expected day', () => {
    const chat = talk('  - call: orders.find\n    save: order\n  - say: t\n    card: order', 't: Here it is.')
    begin(chat)
    chat.returns('ok', { number: '10432', status: 'delivered', eta: '2026-03-05', items: [] })
    expect(chat.result.activities[0]?.attachments?.[0]?.content).toMatchObject({
      body: [{}, { facts: [{ title: 'Status', value: 'Delivered' }] }],
    })
  })

  test('a card without an order, or with a script for a link, is left out', () => {
    const chat = talk('  - say: t\n    card: order', 't: Here.')
    begin(chat)
    expect(chat.result.activities[0]?.attachments).toBeUndefined()
    const evil = talk(
      "  - set: { order: \"{'number': '1', 'trackingUrl': 'javascript:alert(1)'}\" }\n  - say: t\n    card: order",
      't: Here.',
    )
    begin(evil)
    expect(JSON.stringify(evil.result.activities)).not.toContain('javascript')
  })
})

test('choices stay on the last message also when a question is skipped after them; after other words their numbers hold for three messages', () => {
  const chat = startChat(
    botOf({
      dialogs: {
        a: 'trigger: small.talk\nslots: { number: { entity: order } }\nsteps:\n  - { say: t, choices: [{ text: c, begin: b }] }\n  - { ask: number, say: t }',
        b: 'steps: [{ say: more }]',
      },
      texts: 't: Well?\nmore: More.\nc: Tell me more',
      faq: 'gift: { questions: [is there gift wrap], answer: Yes. }',
    }),
  )
  chat.says('10432', { intent: 'small.talk' })
  expect(chat.choices()).toEqual(['Tell me more'])
  chat.says('gift?', { intent: 'faq.gift' })
  expect(chat.says('1')).toEqual(['More.'])
  for (let n = 0; n < 3; n++) chat.says('gift?', { intent: 'faq.gift' })
  expect(chat.says('1')).not.toEqual(['More.'])
  expect(chat.presses('c')).toEqual(['More.'])
})
