import { describe, expect, test } from 'vitest'
import { WhatsAppAPI } from 'whatsapp-api-js'
import {
  ActionButtons,
  ActionCTA,
  ActionList,
  Audio,
  Body,
  BodyComponent,
  BodyParameter,
  Button,
  Document,
  Image,
  Interactive,
  Language,
  ListSection,
  Location,
  Row,
  Template,
  Text,
} from 'whatsapp-api-js/messages'
import type { ClientMessage } from 'whatsapp-api-js/types'
import type { Activity } from '../../../protocol/activity.ts'
import { renderContext } from '../house.ts'
import { openWhatsapp, SECRET, sendOptions, update } from './whatsapp-house.ts'

/*
 * Somebody else's client of the Cloud API as a witness, so that our adapter and our stand-in do not share one misunderstanding.
 */

interface Sent {
  url: string
  method: string | undefined
  authorization: string | null
  body: unknown
}

/** A Graph API that only listens. */
function listening() {
  const sent: Sent[] = []
  const listen: typeof fetch = async (url, init) => {
    sent.push({
      url: String(url),
      method: init?.method,
      authorization: new Headers(init?.headers).get('authorization'),
      body: JSON.parse(String(init?.body)),
    })
    return Response.json({ messaging_product: 'whatsapp', messages: [{ id: 'wamid.1' }] })
  }
  return { sent, listen }
}

async function ours(activity: Partial<Activity>, context = {}): Promise<Sent> {
  const { sent, listen } = listening()
  const { channel } = openWhatsapp({}, { fetch: listen })
  const [payload] = channel.render([{ type: 'message', ...activity }], renderContext(context))
  await channel.send(payload ?? null, sendOptions())
  return sent[0] as Sent
}

async function theirs(message: ClientMessage, recipient: object): Promise<Sent> {
  const { sent, listen } = listening()
  const api = new WhatsAppAPI({
    token: 'EAAtoken',
    appSecret: SECRET,
    v: 'v26.0',
    ponyfill: { fetch: listen, subtle: crypto.subtle },
  })
  await api.sendMessage('7001', recipient as never, message, undefined, 'out_1:0')
  return sent[0] as Sent
}

const choices = (...titles: string[]): Pick<Activity, 'suggestedActions'> => ({
  suggestedActions: {
    actions: titles.map((title, index) => ({ type: 'postBack', title, value: { choice: `c${index}` } })),
  },
})
const five = ['One', 'Two', 'Three', 'Four', 'Five'] as const

const CASES: readonly [string, Partial<Activity>, () => ClientMessage, object?][] = [
  ['a text', { text: 'Where is it?' }, () => new Text('Where is it?', false)],
  [
    'buttons',
    { text: 'Which?', ...choices('One', 'Two') },
    () =>
      new Interactive(
        new ActionButtons(new Button('choice:c0', 'One'), new Button('choice:c1', 'Two')),
        new Body('Which?'),
      ),
  ],
  [
    'a list',
    { text: 'Which?', ...choices(...five) },
    () => {
      const [head, ...tail] = five.map((title, index) => new Row(`choice:c${index}`, title))
      return new Interactive(
        new ActionList('Options', new ListSection(undefined, head as Row, ...tail)),
        new Body('Which?'),
      )
    },
    { text: () => 'Options' },
  ],
  [
    'a link button',
    {
      text: 'See',
      suggestedActions: { actions: [{ type: 'openUrl', title: 'Open', value: 'https://a.example/x' }] },
    },
    () => new Interactive(new ActionCTA('Open', 'https://a.example/x'), new Body('See')),
  ],
  [
    'an image',
    { text: 'A', attachments: [{ contentType: 'image/jpeg', contentUrl: 'https://a.example/a.jpg' }] },
    () => new Image('https://a.example/a.jpg', false, 'A'),
  ],
  [
    'a document',
    { attachments: [{ contentType: 'application/pdf', contentUrl: 'https://a.example/a.pdf' }] },
    () => new Document('https://a.example/a.pdf', false, undefined, 'a.pdf'),
  ],
  [
    'a voice message',
    { attachments: [{ contentType: 'audio/ogg', contentUrl: 'https://a.example/a.ogg' }] },
    () => new Audio('https://a.example/a.ogg', false, true),
  ],
  [
    'a place',
    {
      type: 'event',
      name: 'location',
      value: { latitude: 40.4, longitude: -3.7, name: 'Shop', address: 'St 1' },
    },
    () => new Location(-3.7, 40.4, 'Shop', 'St 1'),
  ],
  [
    'a template',
    { channelData: { template: { name: 'order_shipped', language: 'es_ES', parameters: ['Ana', '10432'] } } },
    () =>
      new Template(
        'order_shipped',
        new Language('es_ES'),
        new BodyComponent(new BodyParameter('Ana'), new BodyParameter('10432')),
      ),
    { window: 'closed' },
  ],
]

describe('whatsapp-api-js', () => {
  test.each(CASES)('sends %s as we do', async (_, activity, make, context) => {
    const witness = await theirs(make(), { phone: '34600000001', bsuid: 'ES.88112233' })
    const { recipient, ...body } = witness.body as Record<string, unknown>
    // It names both; the phone number wins, so we name that only.
    expect(recipient).toBe('ES.88112233')
    // Its "deterministic" is the only policy that there is.
    const { template } = body as { template?: { language: { policy?: string } } }
    delete template?.language.policy
    expect(await ours(activity, context)).toEqual({ ...witness, body })
  })

  test('finds our signatures right, and only those', async () => {
    const api = new WhatsAppAPI({
      token: 't',
      appSecret: SECRET,
      v: 'v26.0',
      ponyfill: { subtle: crypto.subtle },
    })
    // Meta writes what is not ASCII as escapes.
    const { body, headers } = update('{"text":"\\u00bfD\\u00f3nde est\\u00e1?"}')
    const signature = headers?.['x-hub-signature-256'] as string
    expect(await api.verifyRequestSignature(body as string, signature)).toBe(true)
    expect(await api.verifyRequestSignature(`${body} `, signature)).toBe(false)
  })
})
