import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parse } from '../../../adapters/whatsapp-web/parse.ts'
import type { PhoneEvent } from '../../../adapters/whatsapp-web/phone.ts'
import { activitySchema } from '../../../protocol/activity.ts'

const runs = Number(process.env.FUZZ_RUNS ?? 500)

const junk = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.integer(),
  fc.string(),
  fc.constant([]),
  fc.constant({}),
)
const sometimes = (arbitrary: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 6, arbitrary }, { weight: 1, arbitrary: junk })
const tree = (fields: Record<string, fc.Arbitrary<unknown>>) =>
  sometimes(
    fc.record(Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, sometimes(value)])), {
      requiredKeys: [],
    }),
  )
const chat = fc.constantFrom(
  '34600000001@c.us',
  '34900000000@c.us',
  '77000000001@lid',
  '1-2@g.us',
  'status@broadcast',
  '0@c.us',
)
const id = tree({ _serialized: fc.oneof(fc.constantFrom('A1', 'A2'), fc.string({ maxLength: 4 })) })
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 50 }),
  fc.constant('BEGIN:VCARD\nFN:Bo\nTEL:1\nEND:VCARD'),
)
const types = [
  'chat',
  'image',
  'ptt',
  'document',
  'sticker',
  'location',
  'vcard',
  'multi_vcard',
  'buttons_response',
  'list_response',
  'revoked',
  'poll_creation',
  'order',
]
const time = fc.constantFrom(1_790_000_000, 0, -1, 1e13, Number.MAX_VALUE)
const message = tree({
  id,
  from: chat,
  to: chat,
  fromMe: fc.boolean(),
  type: fc.constantFrom(...types),
  body: text,
  timestamp: time,
  isStatus: fc.boolean(),
  location: tree({ latitude: fc.double(), longitude: fc.double(), name: text, description: text }),
  vCards: sometimes(fc.array(sometimes(text), { maxLength: 3 })),
  selectedButtonId: fc.constantFrom('choice:a', 'x'),
  selectedRowId: fc.constantFrom('choice:a', 'x'),
  protocolMessageKey: id,
  notifyName: text,
  mimetype: text,
  filename: text,
})
const reaction = tree({ id, msgId: id, senderId: chat, reaction: text, timestamp: time })
const call = tree({
  id: fc.string(),
  from: fc.oneof(chat, id),
  fromMe: fc.boolean(),
  isGroup: fc.boolean(),
  timestamp: time,
})
const kind = (...names: string[]) => fc.constantFrom(...names)
const event = fc.oneof(
  fc.record({ kind: kind('message', 'own'), message }),
  fc.record({ kind: kind('ack'), message, ack: sometimes(fc.integer({ min: -2, max: 6 })) }),
  fc.record({ kind: kind('edited'), message, body: sometimes(text) }),
  fc.record({ kind: kind('revoked'), message, before: message }),
  fc.record({ kind: kind('reaction'), reaction }),
  fc.record({ kind: kind('call'), call }),
) as fc.Arbitrary<unknown> as fc.Arbitrary<PhoneEvent>

test('whatever the phone tells is read without a throw, and nothing of it lacks a thread', () => {
  fc.assert(
    fc.property(event, given => {
      const parsed = parse(given, '34900000000@c.us')
      if (parsed === undefined || parsed.kind === 'receipt') return
      const inbound = parsed.kind === 'own' ? parsed.echo : parsed.inbound
      expect(inbound.threadKey).toMatch(/^\d{5,24}@(c\.us|lid)$/)
      expect(inbound.platformId).not.toBe('')
      expect(inbound.activity).toEqual(activitySchema.parse(inbound.activity))
      expect(JSON.parse(JSON.stringify(inbound))).toEqual(inbound)
    }),
    { numRuns: runs },
  )
})
