import { describe, expect, test } from 'vitest'
import { render } from '../../../adapters/whatsapp/render.ts'
import { checkMessage } from '../../../adapters/whatsapp/stand-in/check-message.ts'
import { type Activity, ADAPTIVE_CARD } from '../../../protocol/activity.ts'
import type { Json } from '../../../protocol/json.ts'
import { renderContext } from '../house.ts'

const choices = (...titles: string[]): Pick<Activity, 'suggestedActions'> => ({
  suggestedActions: {
    actions: titles.map((title, index) => ({ type: 'postBack', title, value: { choice: `c${index}` } })),
  },
})
const say = (activity: Partial<Activity>, context = {}) =>
  render([{ type: 'message', ...activity }], renderContext(context))
const first = (payloads: readonly Json[]) => (payloads[0] as { message: Record<string, Json> }).message
/** The platform takes it. */
const isTaken = (payload: Json) => {
  const { message } = payload as { message: object }
  const checked = checkMessage({ messaging_product: 'whatsapp', to: '34600000001', ...message })
  return 'details' in checked ? checked.details : true
}

describe('a message', () => {
  test('is text, in WhatsApp’s own signs', () => {
    expect(say({ text: 'It is **here**.' })).toEqual([
      { message: { type: 'text', text: { body: 'It is *here*.' } } },
    ])
  })

  test('with up to three choices has buttons that give the choice back', () => {
    const payloads = say({ text: 'Which?', ...choices('One', 'Two') })
    expect(first(payloads)).toEqual({
      type: 'interactive',
      interactive: {
        type: 'button',
        body: { text: 'Which?' },
        action: {
          buttons: [
            { type: 'reply', reply: { id: 'choice:c0', title: 'One' } },
            { type: 'reply', reply: { id: 'choice:c1', title: 'Two' } },
          ],
        },
      },
    })
  })

  test('with up to ten has a list, with more numbered text', () => {
    const ten = Array.from({ length: 10 }, (_, n) => `Choice ${n + 1}`)
    expect(first(say({ text: 'Which?', ...choices(...ten) }))).toMatchObject({
      interactive: {
        type: 'list',
        action: {
          button: 'common.channel.opti…',
          sections: [{ rows: expect.objectContaining({ length: 10 }) }],
        },
      },
    })
    const eleven = first(say({ text: 'Which?', ...choices(...ten, 'Choice 11') }))
    expect(eleven).toMatchObject({ type: 'text', text: { body: expect.stringContaining('11. Choice 11') } })
  })

  test('with a long text keeps the choices under the last part', () => {
    const payloads = say({ text: 'A sentence of some words. '.repeat(60), ...choices('One') })
    expect(payloads.map(isTaken)).toEqual([true, true])
    expect(payloads[1]).toMatchObject({ message: { interactive: { type: 'button' } } })
  })

  test('with a card has its words and one button for its page', () => {
    const content = {
      type: 'AdaptiveCard',
      body: [{ type: 'TextBlock', text: 'Order 10432', weight: 'Bolder' }],
      actions: [{ type: 'Action.OpenUrl', title: 'Track it', url: 'https://track.example/1' }],
    }
    expect(
      first(say({ text: 'Here it is:', attachments: [{ contentType: ADAPTIVE_CARD, content }] })),
    ).toEqual({
      type: 'interactive',
      interactive: {
        type: 'cta_url',
        body: { text: 'Here it is:\n\n*Order 10432*' },
        action: {
          name: 'cta_url',
          parameters: { display_text: 'Track it', url: 'https://track.example/1' },
        },
      },
    })
  })

  test.each([
    [
      'image/png',
      'https://a.example/x/i.png',
      { type: 'image', image: { link: 'https://a.example/x/i.png', caption: 'See' } },
    ],
    ['video/mp4', 'https://a.example/v.mp4', { type: 'video', video: { caption: 'See' } }],
    ['application/pdf', 'https://a.example/', { type: 'document', document: { filename: 'file' } }],
  ])('with a file behind an address (%s) lets WhatsApp load it', (contentType, contentUrl, expected) => {
    const payloads = say({ text: 'See', attachments: [{ contentType, contentUrl }] })
    expect(payloads.map(isTaken)).toEqual([true])
    expect(first(payloads)).toMatchObject(expected)
  })

  test('with a file that WhatsApp does not take tells its address', () => {
    const attachments = [{ contentType: 'image/gif', contentUrl: 'https://a.example/i.gif', name: 'i.gif' }]
    expect(say({ text: 'See', attachments })).toEqual([
      { message: { type: 'text', text: { body: 'See\n\ni.gif: https://a.example/i.gif' } } },
    ])
  })

  test('with a voice message has its words beside it', () => {
    const attachments = [{ contentType: 'audio/ogg; codecs=opus', contentUrl: 'https://a.example/v.ogg' }]
    const payloads = say({ text: 'Hear', attachments })
    expect(payloads.map(isTaken)).toEqual([true, true])
    expect(payloads).toMatchObject([
      { message: { audio: { link: 'https://a.example/v.ogg', voice: true } } },
      { message: { text: { body: 'Hear' } } },
    ])
  })

  test('with a file of ours leaves it to be uploaded', () => {
    const attachments = [{ contentType: 'image/png', contentUrl: 'media:abc', name: 'a.png' }]
    expect(say({ text: 'See', attachments })).toEqual([
      { file: { media: 'media:abc', contentType: 'image/png', name: 'a.png', caption: 'See' } },
    ])
  })

  test('with a file that nobody can load says so', () => {
    const payloads = say({ text: 'See', attachments: [{ contentType: 'image/png', contentUrl: 'data:x' }] })
    expect(payloads).toMatchObject([
      { message: { text: { body: 'common.channel.media_unavailable\n\nSee' } } },
    ])
  })
})

describe('what is no message', () => {
  test('is a place or typing, or nothing', () => {
    const place = { latitude: 40.4, longitude: -3.7, name: 'Shop' }
    const payloads = render(
      [
        { type: 'typing' },
        { type: 'event', name: 'location', value: place },
        { type: 'event', name: 'order.shown', value: {} },
        { type: 'event', name: 'location', value: 'nowhere' },
      ],
      renderContext(),
    )
    expect(payloads).toEqual([{ typing: true }, { message: { type: 'location', location: place } }])
  })
})

describe('outside the reply window', () => {
  const template = {
    key: 'order.shipped',
    name: 'order_shipped',
    language: 'es',
    parameters: ['Ana', ' 1\n2 ', ''],
  }

  test('only what names a template goes, as that', () => {
    const payloads = render(
      [
        { type: 'message', text: 'free words' },
        { type: 'message', text: 'Your order…', channelData: { template } },
        { type: 'typing' },
      ],
      renderContext({ window: 'closed' }),
    )
    expect(payloads).toEqual([
      {
        message: {
          type: 'template',
          template: {
            name: 'order_shipped',
            language: { code: 'es' },
            components: [
              {
                type: 'body',
                parameters: [
                  { type: 'text', text: 'Ana' },
                  { type: 'text', text: '1 2' },
                  { type: 'text', text: '–' },
                ],
              },
            ],
          },
        },
      },
    ])
    expect(payloads.map(isTaken)).toEqual([true])
  })

  test('a template may have no parameters, or named ones, and a language with a country', () => {
    const render_ = (parameters: unknown) =>
      render(
        [{ type: 'message', channelData: { template: { name: 'hi', language: 'pt-BR', parameters } } }],
        renderContext({ window: 'closed' }),
      )
    expect(first(render_([]))).toEqual({
      type: 'template',
      template: { name: 'hi', language: { code: 'pt_BR' } },
    })
    expect(first(render_({ order: 10432 }))).toMatchObject({
      template: {
        components: [{ parameters: [{ type: 'text', parameter_name: 'order', text: '10432' }] }],
      },
    })
  })

  test('inside it the same message goes as the words that the bot wrote', () => {
    expect(first(say({ text: 'Your order…', channelData: { template } }))).toMatchObject({
      text: { body: 'Your order…' },
    })
  })
})
