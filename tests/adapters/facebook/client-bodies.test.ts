import { describe, expect, test } from 'vitest'
import type { Activity } from '../../../protocol/activity.ts'
import type { Json } from '../../../protocol/json.ts'
import { renderContext } from '../house.ts'
import { CUSTOMER, openFacebook, PAGE } from './facebook-harness.ts'

const actions = (...list: { type: string; title: string; value: unknown }[]) => ({
  suggestedActions: { actions: list },
})
const hero = {
  contentType: 'application/vnd.microsoft.card.hero',
  content: {
    title: 'T',
    subtitle: 'S',
    images: [{ url: 'https://example.org/a.png' }],
    buttons: [{ type: 'postBack', title: 'Pick', value: { choice: '1' } }],
  },
}
const web = { type: 'web_url', title: 'Open', url: 'https://example.org' }
const pick = { type: 'postback', title: 'Pick', payload: 'choice:1' }
const element = { title: 'T', subtitle: 'S', image_url: 'https://example.org/a.png', buttons: [pick] }
const template = (payload: object) => ({ attachment: { type: 'template', payload } })

/** What `messaging-api-messenger` 1.1.0, a client of others, wrote for the same things when it was run against the stand-in on 2026-11-22. */
const RECORDED: readonly [string, Activity, object][] = [
  ['a text', { type: 'message', text: 'Hello' }, { message: { text: 'Hello' } }],
  [
    'quick replies',
    { type: 'message', text: 'Pick', ...actions({ type: 'postBack', title: 'Red', value: { choice: 'r' } }) },
    {
      message: { text: 'Pick', quick_replies: [{ content_type: 'text', title: 'Red', payload: 'choice:r' }] },
    },
  ],
  [
    'a button template',
    {
      type: 'message',
      text: 'See',
      ...actions({ type: 'openUrl', title: 'Open', value: 'https://example.org' }),
    },
    { message: template({ template_type: 'button', text: 'See', buttons: [web] }) },
  ],
  [
    'a generic template',
    { type: 'message', attachments: [hero] },
    { message: template({ template_type: 'generic', elements: [element] }) },
  ],
  [
    'a picture',
    { type: 'message', attachments: [{ contentType: 'image/png', contentUrl: 'https://example.org/a.png' }] },
    { message: { attachment: { type: 'image', payload: { url: 'https://example.org/a.png' } } } },
  ],
]

describe('the body of a call', () => {
  const bodyOf = async (activity: Activity) => {
    const { channel, calls } = openFacebook('messenger')
    const payloads = channel.render([activity], renderContext())
    expect(payloads).toHaveLength(1)
    await channel.send(payloads[0] as Json, {
      account: PAGE,
      threadKey: CUSTOMER,
      conversationId: 'cnv_1',
      idempotencyKey: 'out_1:0',
      signal: AbortSignal.timeout(1000),
    })
    return JSON.parse(calls[0]?.body ?? '')
  }

  test.each(RECORDED)('with %s is that of another client, and our key', async (_name, activity, recorded) => {
    const { message, ...rest } = await bodyOf(activity)
    const { metadata, ...content } = message
    expect({ ...rest, message: content }).toEqual({
      messaging_type: 'RESPONSE',
      recipient: { id: CUSTOMER },
      ...recorded,
    })
    expect(metadata).toBe('conserje:out_1:0')
  })

  test('with a sign is that of another client', async () => {
    expect(await bodyOf({ type: 'typing' })).toEqual({
      recipient: { id: CUSTOMER },
      sender_action: 'typing_on',
    })
  })
})
