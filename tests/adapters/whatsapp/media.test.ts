import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Channel } from '../../../adapters/adapter.ts'
import { startWhatsappStandIn, type WhatsappStandIn } from '../../../adapters/whatsapp/stand-in/index.ts'
import { OutcomeUnknown, Refused, Unreachable } from '../../../protocol/errors.ts'
import { type House, openHouse } from '../house.ts'
import { openWhatsapp, sendOptions } from './whatsapp-house.ts'

let standIn: WhatsappStandIn
let channel: Channel
let house: House

beforeEach(async () => {
  standIn = await startWhatsappStandIn({ reports: false })
  const media = openHouse()
  const opened = openWhatsapp(standIn.environment as Record<string, string>, {
    fetch,
    readMedia: async id => media.media.get(id),
  })
  channel = opened.channel
  house = media
  await standIn.say('34600000001', 'hello')
})
afterEach(() => standIn.close())

const send = (file: object) =>
  channel.send({ file } as never, sendOptions({ address: { phone: '34600000001' } }))
const store = (id: string, bytes: number, contentType: string, name?: string) =>
  house.media.set(id, { bytes: new Uint8Array(bytes), contentType, ...(name === undefined ? {} : { name }) })

describe('a file of ours', () => {
  test('is uploaded once and sent by its id', async () => {
    store('a', 10, 'image/png', 'a.png')
    await send({ media: 'media:a', contentType: 'image/png', caption: 'one' })
    await send({ media: 'media:a', contentType: 'image/png' })
    const [first, second] = standIn.taken.map(
      ({ body }) => body as { image: { id: string; caption?: string } },
    )
    expect(first?.image.caption).toBe('one')
    expect(second?.image).toEqual({ id: first?.image.id })
  })

  test('goes by what it really is', async () => {
    store('v', 10, 'audio/ogg')
    store('d', 10, 'text/plain', 'd.txt')
    await send({ media: 'media:v', contentType: 'application/pdf' })
    await send({ media: 'media:d', contentType: 'image/png' })
    expect(standIn.taken.map(({ body }) => body)).toMatchObject([
      { type: 'audio', audio: { voice: true } },
      { type: 'document', document: { filename: 'd.txt' } },
    ])
  })

  test('that is not there any more, too large, or of a type that WhatsApp does not take is refused', async () => {
    store('big', 5_000_001, 'image/jpeg')
    store('wav', 10, 'audio/wav')
    for (const id of ['none', 'big', 'wav']) {
      const error = await send({ media: `media:${id}`, contentType: 'image/png' }).catch(cause => cause)
      expect(error).toBeInstanceOf(Refused)
    }
    expect(standIn.taken).toEqual([])
  })
})

describe('a file of a customer', () => {
  const options = { account: '7001', maxBytes: 1_000, signal: AbortSignal.timeout(5_000) }

  test('is loaded with our token', async () => {
    await standIn.sendFile('34600000001', 'image', Buffer.from('picture'), 'image/jpeg')
    const file = await channel.fetchMedia?.({ id: '5000' }, options)
    expect(Buffer.from(file?.bytes ?? []).toString()).toBe('picture')
    expect(file?.contentType).toBe('image/jpeg')
  })

  test('that is gone, too large, or no file is refused', async () => {
    await standIn.sendFile('34600000001', 'image', new Uint8Array(1_001), 'image/jpeg')
    await expect(channel.fetchMedia?.({ id: '5000' }, options)).rejects.toBeInstanceOf(Refused)
    await expect(channel.fetchMedia?.({ no: 'id' }, options)).rejects.toBeInstanceOf(Refused)
  })

  test('that Meta keeps no more is refused, and holds up no message', async () => {
    const opened = openWhatsapp(
      {},
      {
        fetch: async (_url, init) =>
          init?.method === 'GET'
            ? Response.json({ error: { code: 100, error_subcode: 33 } }, { status: 400 })
            : Response.json({ messages: [{ id: 'wamid.1' }] }),
      },
    )
    for (const id of ['1', '2', '3', '4']) {
      await expect(opened.channel.fetchMedia?.({ id }, options)).rejects.toBeInstanceOf(Refused)
    }
    const message = { message: { type: 'text', text: { body: 'hello' } } }
    expect(await opened.channel.send(message, sendOptions())).toEqual({ platformId: 'wamid.1' })
  })

  test.each([
    [async () => Response.json({ url: 'http://evil.example/x' }), Refused],
    [async () => Response.json({ url: 'https://lookaside.example/x', file_size: 5_000 }), Refused],
    [async () => Response.json({}), Unreachable],
    [async () => Response.json({ error: { code: 190 } }, { status: 401 }), Unreachable],
    [
      async () => {
        throw new TypeError('fetch failed')
      },
      Unreachable,
    ],
  ])('is never asked for where it should not be (%#)', async (answer, kind) => {
    const asked: string[] = []
    const opened = openWhatsapp(
      {},
      {
        fetch: async url => {
          asked.push(String(url))
          return answer()
        },
      },
    )
    const error = await opened.channel.fetchMedia?.({ id: '1' }, options).catch(cause => cause)
    expect(error).toBeInstanceOf(kind)
    expect(error).not.toBeInstanceOf(OutcomeUnknown)
    expect(asked).toEqual(['https://graph.facebook.com/v26.0/1?phone_number_id=7001'])
  })
})
