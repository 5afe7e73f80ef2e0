import fc from 'fast-check'
import { expect, test } from 'vitest'
import { activitySchema } from '../../../protocol/activity.ts'
import { CHANNEL_EVENTS } from '../../../protocol/channel-event.ts'
import { callRoute } from '../door.ts'
import { openWhatsapp, update } from './whatsapp-house.ts'

const RUNS = Number(process.env.FUZZ_RUNS ?? 500)

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom(
    '\u0000',
    '\ud800',
    '__proto__',
    'constructor',
    '34600000001',
    'ES.1',
    'wamid.1',
    '',
    '1790000000',
  ),
)
const anything = fc.anything({
  key: text,
  values: [fc.boolean(), fc.double(), text, fc.constant(null)],
  maxDepth: 3,
})
/** A field that is mostly right, sometimes missing, sometimes anything at all. */
const loose = (arbitrary: fc.Arbitrary<unknown>) =>
  fc.option(fc.oneof({ weight: 20, arbitrary }, anything), { nil: undefined, freq: 8 })
const record = (shape: Record<string, fc.Arbitrary<unknown>>) =>
  fc.record(Object.fromEntries(Object.entries(shape).map(([name, arbitrary]) => [name, loose(arbitrary)])))
const many = (arbitrary: fc.Arbitrary<unknown>) => fc.array(arbitrary, { maxLength: 3 })

const id = fc.oneof(
  { weight: 8, arbitrary: fc.stringMatching(/^wamid\.[A-Z0-9]{1,6}$/) },
  { arbitrary: text, weight: 1 },
)
const person = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('34600000001', '34600000002', 'ES.1', 'US.22', '15550001111') },
  { weight: 1, arbitrary: text },
)
const number = fc.oneof(fc.double(), fc.integer(), fc.double().map(String))
const media = record({
  id,
  mime_type: text,
  sha256: text,
  caption: text,
  filename: text,
  voice: fc.boolean(),
  animated: fc.boolean(),
  url: fc.webUrl(),
})
const error = record({
  code: fc.integer(),
  title: text,
  message: text,
  error_data: record({ details: text }),
})

const TYPES = [
  'text',
  'image',
  'video',
  'audio',
  'document',
  'sticker',
  'location',
  'contacts',
  'reaction',
  'interactive',
  'button',
  'order',
  'edit',
  'revoke',
  'system',
  'unsupported',
  'unknown',
  'request_welcome',
  '__proto__',
  'toString',
]

/** Every field of the documented tree, whatever the type says. */
const content = {
  text: record({ body: text }),
  image: media,
  video: media,
  audio: media,
  document: media,
  sticker: media,
  location: record({ latitude: number, longitude: number, name: text, address: text, url: text }),
  contacts: many(
    record({
      name: record({ formatted_name: text, first_name: text }),
      phones: many(record({ phone: text, type: text, wa_id: person })),
      emails: many(record({ email: text })),
      origin: text,
    }),
  ),
  reaction: record({ message_id: id, emoji: text }),
  interactive: record({
    type: fc.constantFrom('button_reply', 'list_reply', 'nfm_reply', 'call_permission_reply'),
    button_reply: record({ id: fc.oneof(text, fc.constant('choice:x')), title: text }),
    list_reply: record({ id: text, title: text, description: text }),
    nfm_reply: record({ name: text, body: text, response_json: fc.oneof(text, fc.json()) }),
  }),
  button: record({ payload: text, text }),
  order: record({
    catalog_id: text,
    text,
    product_items: many(
      record({ product_retailer_id: text, quantity: number, item_price: number, currency: text }),
    ),
  }),
}

const message = record({
  ...content,
  id,
  type: fc.constantFrom(...TYPES),
  timestamp: fc.oneof(fc.constant('1790000000'), text, number),
  from: person,
  from_user_id: person,
  from_parent_user_id: person,
  to: person,
  to_user_id: person,
  group_id: fc.option(text, { nil: undefined, freq: 1 }),
  context: record({
    from: person,
    id,
    forwarded: fc.boolean(),
    frequently_forwarded: fc.boolean(),
    referred_product: record({ catalog_id: text, product_retailer_id: text }),
  }),
  referral: record({ source_url: text, source_id: text, source_type: text, headline: text, body: text }),
  edit: record({ original_message_id: id, message: record({ type: text, ...content }) }),
  revoke: record({ original_message_id: id }),
  system: record({ type: text, body: text, wa_id: person, user_id: person, previous_user_id: person }),
  unsupported: record({ type: text }),
  errors: many(error),
})

const value = record({
  messaging_product: fc.constant('whatsapp'),
  metadata: fc.record({
    phone_number_id: fc.constantFrom('7001', '7002', '6666'),
    display_phone_number: text,
  }),
  contacts: many(
    record({ profile: record({ name: text }), wa_id: person, user_id: person, parent_user_id: person }),
  ),
  messages: many(message),
  message_echoes: many(message),
  statuses: many(
    record({
      id,
      status: fc.constantFrom('sent', 'delivered', 'read', 'played', 'failed', 'deleted'),
      timestamp: text,
      recipient_id: person,
      biz_opaque_callback_data: text,
      errors: many(error),
    }),
  ),
  errors: many(error),
  event: text,
})
const envelope = record({
  object: fc.constant('whatsapp_business_account'),
  entry: many(
    record({
      id: text,
      changes: many(
        record({
          field: fc.oneof(
            { weight: 5, arbitrary: fc.constantFrom('messages', 'smb_message_echoes') },
            fc.constantFrom('account_update', 'calls', 'user_preferences'),
          ),
          value,
        }),
      ),
    }),
  ),
})

test(
  'any update is stored or acknowledged: no throw, no 5xx, nothing without a conversation',
  async () => {
    let stored = 0
    await fc.assert(
      fc.asyncProperty(envelope, async body => {
        const { channel, house } = openWhatsapp()
        const answer = await callRoute(channel, update(JSON.stringify(body) ?? ''))
        expect(answer.status).toBe(200)
        for (const one of house.received) {
          expect(one.threadKey).not.toBe('')
          expect(one.platformId).not.toBe('')
          expect(one.activity).toEqual(activitySchema.parse(one.activity))
          expect(JSON.parse(JSON.stringify(one))).toEqual(one)
          expect(JSON.stringify(one)).not.toMatch(/\\u0000|\\ud[89a-f]/)
          const { type, name, value } = one.activity
          if (type === 'event') {
            CHANNEL_EVENTS[name as keyof typeof CHANNEL_EVENTS].parse(value)
          }
        }
        stored += house.received.length
      }),
      { numRuns: RUNS },
    )
    // The tree is mostly right, so that what is stored is tested too.
    expect(stored).toBeGreaterThan(RUNS / 5)
  },
  60_000 + RUNS * 50,
)
