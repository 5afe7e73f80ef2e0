import { describe, expect, test } from 'vitest'
import { callRoute } from '../door.ts'
import { messagesUpdate, openWhatsapp, sendOptions } from './whatsapp-house.ts'

const text = (id: string, from: string) => ({
  id,
  from,
  timestamp: '1790000000',
  type: 'text',
  text: { body: id },
})

function openListening(answer: () => Promise<Response> = async () => Response.json({ success: true })) {
  const bodies: Record<string, unknown>[] = []
  const time = { now: 1_790_000_000_000 }
  const graph: typeof fetch = async (_url, init) => {
    bodies.push(JSON.parse(String(init?.body)))
    return answer()
  }
  return { ...openWhatsapp({}, { fetch: graph, clock: () => time.now }), bodies, time }
}

const seen = (id: string) => ({
  messaging_product: 'whatsapp',
  status: 'read',
  message_id: id,
  typing_indicator: { type: 'text' },
})

describe('what the customer sees of us without words', () => {
  test('is that the last new message of each thread was read, and typing', async () => {
    const { channel, bodies } = openListening()
    const update = messagesUpdate({
      messages: [
        text('wamid.1', '34600000001'),
        text('wamid.2', '34600000002'),
        text('wamid.3', '34600000001'),
      ],
    })
    await callRoute(channel, update)
    await callRoute(channel, update)
    expect(bodies).toEqual([seen('wamid.3'), seen('wamid.2')])
  })

  test('is nothing for a reaction, a system message, or what somebody of the shop wrote', async () => {
    const { channel, bodies } = openListening()
    const reaction = {
      id: 'wamid.1',
      from: '34600000001',
      type: 'reaction',
      reaction: { message_id: 'wamid.OUT' },
    }
    const system = { id: 'wamid.2', from: '34600000001', type: 'system', system: { type: 'x' } }
    await callRoute(channel, messagesUpdate({ messages: [reaction, system] }))
    const echo = { ...text('wamid.3', '15550001111'), to: '34600000001' }
    await callRoute(channel, messagesUpdate({ message_echoes: [echo] }, 'smb_message_echoes'))
    expect(bodies).toEqual([])
  })

  test('does not keep the platform waiting, nor fail with it', async () => {
    const { channel } = openListening(() => new Promise(() => {}))
    const broken = openListening(async () => {
      throw new TypeError('fetch failed')
    })
    const update = messagesUpdate({ messages: [text('wamid.1', '34600000001')] })
    expect((await callRoute(channel, update)).status).toBe(200)
    expect((await callRoute(broken.channel, update)).status).toBe(200)
  })

  test('is typing again once it has ended, while we know what to answer', async () => {
    const { channel, bodies, time } = openListening(async () =>
      Response.json({ messages: [{ id: 'wamid.OUT' }] }),
    )
    const options = sendOptions({ threadKey: '34600000001', address: { phone: '34600000001' } })
    const typing = () => channel.send({ typing: true }, options)
    expect((await typing()).platformId).toBe('typing:out_1:0')
    expect(bodies).toEqual([])
    await callRoute(channel, messagesUpdate({ messages: [text('wamid.1', '34600000001')] }))
    await typing()
    expect(bodies).toEqual([seen('wamid.1')])
    time.now += 20_000
    await typing()
    expect(bodies).toEqual([seen('wamid.1'), seen('wamid.1')])
    // Our own message ends it at once.
    await channel.send({ message: { type: 'text', text: { body: 'one' } } }, options)
    await typing()
    expect(bodies.length).toBe(4)
    expect(bodies[3]).toEqual(seen('wamid.1'))
  })
})
