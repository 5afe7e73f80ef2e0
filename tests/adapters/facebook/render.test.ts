import { describe, expect, test } from 'vitest'
import { instagramLimits, messengerLimits } from '../../../adapters/facebook/limits.ts'
import { renderWith } from '../../../adapters/facebook/render.ts'
import { orderCard } from '../../../dialogs/order-card.ts'
import { type Activity, ADAPTIVE_CARD } from '../../../protocol/activity.ts'
import { renderContext } from '../house.ts'

const render = renderWith(messengerLimits)
const one = (activity: Activity) => render([activity], renderContext())
const actions = (...titles: string[]) => ({
  actions: titles.map((title, n) => ({ type: 'postBack', title, value: { choice: `c${n}` } })),
})

describe('a message on Messenger', () => {
  test('has its choices as quick replies under the last part', () => {
    const text = `${'A sentence. '.repeat(200)}Which one?`
    const parts = one({ type: 'message', text, suggestedActions: actions('Red', 'Blue') })
    expect(parts).toHaveLength(2)
    expect(parts[0]).not.toHaveProperty('message.quick_replies')
    expect(parts[1]).toMatchObject({
      message: {
        quick_replies: [
          { content_type: 'text', title: 'Red', payload: 'choice:c0' },
          { content_type: 'text', title: 'Blue', payload: 'choice:c1' },
        ],
      },
    })
  })

  test('has up to thirteen, and numbered text beyond', () => {
    const titles = Array.from({ length: 14 }, (_, n) => `Option ${n}`)
    expect(
      one({ type: 'message', text: 'Which?', suggestedActions: actions(...titles.slice(1)) }),
    ).toMatchObject([{ message: { quick_replies: { length: 13 } } }])
    const [numbered] = one({ type: 'message', text: 'Which?', suggestedActions: actions(...titles) })
    expect(numbered).not.toHaveProperty('message.quick_replies')
    expect(numbered).toHaveProperty('message.text', expect.stringContaining('14. Option 13'))
  })

  test('opens an address with a button', () => {
    const link = { type: 'openUrl', title: 'Track it', value: 'https://carrier.example/1' }
    expect(
      one({ type: 'message', text: 'It is on its way.', suggestedActions: { actions: [link] } }),
    ).toEqual([
      {
        message: {
          attachment: {
            type: 'template',
            payload: {
              template_type: 'button',
              text: 'It is on its way.',
              buttons: [{ type: 'web_url', title: 'Track it', url: 'https://carrier.example/1' }],
            },
          },
        },
      },
    ])
  })

  test('shows cards side by side where they fit, with their buttons', () => {
    const hero = (title: string) => ({
      contentType: 'application/vnd.microsoft.card.hero',
      content: {
        title,
        subtitle: '€ 129.00',
        images: [{ url: 'https://shop.example/lamp.jpg' }],
        buttons: [
          { type: 'openUrl', title: 'See it', value: 'https://shop.example/lamp' },
          { type: 'postBack', title: 'This one', value: { choice: 'lamp' } },
        ],
      },
    })
    expect(
      one({ type: 'message', text: 'Two lamps:', attachments: [hero('Floor lamp'), hero('Desk lamp')] }),
    ).toEqual([
      { message: { text: 'Two lamps:' } },
      {
        message: {
          attachment: {
            type: 'template',
            payload: {
              template_type: 'generic',
              elements: ['Floor lamp', 'Desk lamp'].map(title => ({
                title,
                subtitle: '€ 129.00',
                image_url: 'https://shop.example/lamp.jpg',
                buttons: [
                  { type: 'web_url', title: 'See it', url: 'https://shop.example/lamp' },
                  { type: 'postback', title: 'This one', payload: 'choice:lamp' },
                ],
              })),
            },
          },
        },
      },
    ])
  })

  test('tells a card that says more as text, with its link as a button', () => {
    const order = {
      status: 'shipped',
      carrier: 'x',
      tracking: 'y',
      trackingUrl: 'https://carrier.example/10432',
    }
    const card = orderCard(order, key =>
      key.endsWith('_value') ? 'a value as long as they are' : key.split('.').at(-1),
    )
    expect(card.contentType).toBe(ADAPTIVE_CARD)
    const [part, ...rest] = one({ type: 'message', text: 'Your order:', attachments: [card] })
    expect(rest).toEqual([])
    expect(part).toMatchObject({
      message: { attachment: { payload: { template_type: 'button', buttons: [{ title: 'track' }] } } },
    })
  })

  test('sends a file by its address, else uploads it', () => {
    const image = { contentType: 'image/png', contentUrl: 'https://shop.example/a.png' }
    const own = { contentType: 'application/pdf', contentUrl: 'media:att_1', name: 'invoice.pdf' }
    expect(one({ type: 'message', attachments: [image, own] })).toEqual([
      { message: { attachment: { type: 'image', payload: { url: 'https://shop.example/a.png' } } } },
      {
        message: {},
        upload: { id: 'att_1', type: 'file', contentType: 'application/pdf', name: 'invoice.pdf' },
      },
    ])
  })

  test('is typing', () => {
    expect(one({ type: 'typing' })).toEqual([{ action: 'typing_on' }])
  })
})

describe('a message on Instagram', () => {
  test('has parts of at most 1000 bytes', () => {
    const text = 'いつ届きますか。'.repeat(100)
    const parts = renderWith(instagramLimits)([{ type: 'message', text }], renderContext()) as {
      message: { text: string }
    }[]
    expect(parts.length).toBeGreaterThan(2)
    for (const { message } of parts) expect(Buffer.byteLength(message.text)).toBeLessThanOrEqual(1000)
    expect(parts.map(({ message }) => message.text).join('')).toBe(text)
  })
})

describe('a message after 24 hours', () => {
  const closed = {
    window: 'closed',
    now: '2026-11-22T10:00:00.000Z',
    lastInboundAt: '2026-11-20T10:00:00.000Z',
  } as const
  const activities: Activity[] = [{ type: 'typing' }, { type: 'message', text: 'Hello' }]

  test('of the bot waits for the customer', () => {
    expect(render(activities, renderContext({ ...closed, speaker: 'bot' }))).toEqual([])
    expect(render(activities, renderContext({ ...closed, speaker: 'system' }))).toEqual([])
  })

  test('of an agent goes out as one of a person, for seven days', () => {
    const context = renderContext({ ...closed, speaker: 'agent' })
    expect(render(activities, context)).toEqual([{ message: { text: 'Hello' }, tag: 'HUMAN_AGENT' }])
    expect(render(activities, { ...context, lastInboundAt: '2026-11-15T09:59:59.000Z' })).toEqual([])
  })

  test('bears no tag before that', () => {
    const context = renderContext({ speaker: 'agent' })
    expect(render(activities, context)).toEqual([{ action: 'typing_on' }, { message: { text: 'Hello' } }])
  })
})
