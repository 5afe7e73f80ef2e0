import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { type AdapterHarness, adapterContract } from '../../contracts/adapter.ts'
import type { Call } from '../door.ts'
import type { FakeClient } from './fake-client.ts'
import { openPhoneDoor } from './whatsapp-web-door.ts'

const payloadSchema = z.object({ text: z.string().optional() })
/** An event as the package emits it: its name, and what the listener is given. */
const emittedSchema = z.object({ event: z.string(), args: z.array(z.unknown()) })

function emit(client: FakeClient, { body }: Call): void {
  const text = typeof body === 'string' ? body : Buffer.from((body ?? '') as Uint8Array).toString()
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    json = text
  }
  const emitted = emittedSchema.safeParse(json).data
  if (emitted !== undefined) client.emit(emitted.event, ...emitted.args)
  else
    for (const name of ['message', 'message_ack', 'message_reaction', 'call']) client.emit(name, json, json)
}

/** The phone pushes, so there is no request: what is recorded are the package's events. */
const harness: AdapterHarness = {
  environment: { WHATSAPP_WEB: '1', WHATSAPP_WEB_CHROMIUM: process.execPath },
  async open() {
    const door = await openPhoneDoor()
    await door.linked()
    let quick = false
    return {
      channel: door.channel,
      received: () => door.house.received,
      prepare: ({ method, path, headers, body }) => ({ method, path, headers, body }),
      async call(call) {
        const client = door.client()
        const before = [client.did.length, door.house.received.length, door.house.receipts.length]
        emit(client, call)
        // Whatever is stored is marked as read afterwards; what is nothing is nothing at once.
        // Turns of the event loop, not milliseconds: a busy machine takes as many.
        for (let turns = 0; turns < 15; turns++) {
          const now = [client.did.length, door.house.received.length, door.house.receipts.length]
          if (now.some((count, index) => count !== before[index])) break
          await pause(1)
        }
        return { status: 200 }
      },
      sendOptions: key => door.sendOptions(key, quick ? { signal: AbortSignal.timeout(100) } : {}),
      troubles: {
        gone: () => {
          door.client().emit('disconnected', 'NAVIGATION')
        },
        refusing: () => {
          door.client().trouble = 'noChat'
        },
        silent: () => {
          quick = true
          door.client().trouble = 'hangs'
        },
      },
      garbage: body => [{ method: 'POST', path: '/', body }],
    }
  },
  shown: payload => {
    const { text } = payloadSchema.parse(payload)
    return text === undefined ? { buttons: [] } : { text, buttons: [] }
  },
}

adapterContract('whatsapp-web', harness)
