import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Inbound } from '../../../adapters/adapter.ts'
import { parseIncoming } from '../../../adapters/botframework/parse.ts'
import { readBody, readIncoming } from '../../../adapters/botframework/payload.ts'
import { activitySchema } from '../../../protocol/activity.ts'

const NOW = '2026-11-22T10:00:00.000Z'
const SERVICE = 'https://smba.trafficmanager.net/emea/'
const BASE = {
  type: 'message',
  id: 'm1',
  channelId: 'msteams',
  serviceUrl: SERVICE,
  from: { id: '29:ana', name: 'Ana' },
  recipient: { id: '28:bot', name: 'Casa Lumen' },
  conversation: { id: 'a:conv', conversationType: 'personal', tenantId: 't1' },
  text: 'hello',
}

function parse(more: Record<string, unknown>): Inbound[] {
  const body = readBody(Buffer.from(JSON.stringify({ ...BASE, ...more })))
  const incoming = body && readIncoming(body)
  return incoming === undefined ? [] : parseIncoming(incoming, NOW)
}
const one = (more: Record<string, unknown>) => parse(more)[0] as Inbound

describe('a conversation of Bot Framework', () => {
  test('is known by channel, bot and conversation, and keeps its reference to be answered by', () => {
    expect(one({ locale: 'es-ES' })).toMatchObject({
      account: 'msteams/28:bot',
      threadKey: 'a:conv',
      platformId: 'a:conv:m1',
      settle: true,
      customer: { name: 'Ana', locale: 'es-ES' },
      activity: {
        id: 'm1',
        channelId: 'msteams',
        from: { id: '29:ana', role: 'user', name: 'Ana' },
        timestamp: NOW,
      },
      address: {
        channelId: 'msteams',
        serviceUrl: SERVICE,
        conversation: { id: 'a:conv', conversationType: 'personal', tenantId: 't1' },
        bot: { id: '28:bot', name: 'Casa Lumen' },
        user: { id: '29:ana', name: 'Ana' },
        locale: 'es-ES',
      },
    })
  })

  test('in a group is one for each person, and nobody is greeted there', () => {
    const conversation = { id: '19:g', isGroup: true }
    expect(one({ conversation }).threadKey).toBe('19:g 29:ana')
    expect(one({ conversation, from: { id: '29:bo' } }).threadKey).toBe('19:g 29:bo')
    expect(parse({ type: 'conversationUpdate', conversation, membersAdded: [{ id: '29:ana' }] })).toEqual([])
  })

  test('greets a person once, not itself, however the channel tells of them', () => {
    const starts = [
      { type: 'conversationUpdate', membersAdded: [{ id: '28:bot' }, { id: '29:ana' }] },
      { type: 'installationUpdate', action: 'add' },
      { type: 'event', name: 'webchat/join' },
      { type: 'contactRelationUpdate', action: 'add' },
    ].map(one)
    expect(new Set(starts.map(({ platformId }) => platformId))).toEqual(new Set(['a:conv:start:29:ana']))
    expect(starts[0]?.activity).toMatchObject({
      type: 'conversationUpdate',
      membersAdded: [{ id: '29:ana', role: 'user' }],
    })
    expect(parse({ type: 'conversationUpdate', membersAdded: [{ id: '28:bot' }] })).toEqual([])
    // Azure's Web Chat says it as the bot.
    expect(
      one({ type: 'conversationUpdate', from: { id: '28:bot' }, membersAdded: [{ id: '29:ana' }] }).threadKey,
    ).toBe('a:conv')
  })

  test('keeps no name that is a page’s own', () => {
    expect(one({ from: { id: 'u', name: 'You' } }).customer).toBeUndefined()
  })

  test('has keys of a bounded length', () => {
    const long = one({ conversation: { id: 'c'.repeat(1000) } })
    expect(long.platformId.length).toBeLessThanOrEqual(250)
  })
})

describe('files of a message', () => {
  const files = (...attachments: object[]) => {
    const { activity, media } = one({ attachments })
    return { attachments: activity.attachments, media }
  }

  test('are loaded by our token only from the connector that it came by', () => {
    expect(files({ contentType: 'image/png', contentUrl: `${SERVICE}v3/attachments/7` }).media).toEqual([
      { ref: { url: `${SERVICE}v3/attachments/7`, isService: true }, contentType: 'image/png' },
    ])
    expect(
      files({
        contentType: 'application/vnd.microsoft.teams.file.download.info',
        name: 'a.pdf',
        content: { downloadUrl: 'https://shop.sharepoint.com/x?y' },
      }).media,
    ).toEqual([
      {
        ref: { url: 'https://shop.sharepoint.com/x?y', isService: false },
        contentType: 'application/octet-stream',
        name: 'a.pdf',
      },
    ])
  })

  test.each([
    'https://evil.example/x.png',
    'https://sharepoint.com.evil.example/x.png',
    'https://shop.sharepoint.com:8443/x.png',
    'https://evilsharepoint.com/x.png',
  ])('of a customer’s own address are a link, never loaded: %s', contentUrl => {
    const got = files({ contentType: 'image/png', contentUrl })
    expect(got.media).toBeUndefined()
    expect(got.attachments).toEqual([{ contentType: 'image/png', contentUrl }])
  })

  test('of an address inside our own network are left out', () => {
    for (const contentUrl of ['http://169.254.169.254/latest', 'file:///etc/passwd', 'javascript:alert(1)']) {
      expect(files({ contentType: 'image/png', contentUrl })).toEqual({
        attachments: undefined,
        media: undefined,
      })
    }
  })

  test('may come inside the message', () => {
    const { media } = files({
      contentType: 'image/png',
      contentUrl: 'data:image/png;base64,iVBORw0KGgo=',
      name: 'p.png',
    })
    expect(media?.[0]?.bytes?.subarray(1, 4)).toEqual(Buffer.from('PNG'))
  })
})

const member = fc.record(
  { id: fc.string(), name: fc.string(), role: fc.constantFrom('bot', 'user', '') },
  { requiredKeys: [] },
)
const value = fc.oneof(
  fc.jsonValue(),
  fc.record({ choice: fc.string() }),
  fc.record({ action: fc.record({ data: fc.jsonValue() }) }),
)
/** Activities from the tree of the specification, each field right, strange or missing. */
const activity = fc.record(
  {
    type: fc.oneof(
      fc.constantFrom(
        ...[
          'message',
          'conversationUpdate',
          'messageReaction',
          'messageUpdate',
          'messageDelete',
          'typing',
          'event',
        ],
        ...['invoke', 'installationUpdate', 'endOfConversation', 'handoff', 'contactRelationUpdate', 'trace'],
      ),
      fc.string(),
    ),
    id: fc.oneof(fc.string(), fc.integer()),
    timestamp: fc.oneof(fc.string(), fc.constant('2026-11-22T10:00:00Z'), fc.integer()),
    channelId: fc.constantFrom('msteams', 'webchat', 'x'),
    serviceUrl: fc.constant(SERVICE),
    from: fc.oneof(member, fc.jsonValue()),
    recipient: fc.oneof(member, fc.jsonValue()),
    conversation: fc.record(
      {
        id: fc.string({ minLength: 1 }),
        isGroup: fc.jsonValue(),
        conversationType: fc.constantFrom('personal', 'channel', 'x'),
      },
      { requiredKeys: ['id'] },
    ),
    text: fc.oneof(fc.string(), fc.jsonValue()),
    locale: fc.oneof(fc.string(), fc.constant('pt-BR')),
    replyToId: fc.string(),
    attachments: fc.oneof(
      fc.jsonValue(),
      fc.array(
        fc.record(
          {
            contentType: fc.oneof(fc.string(), fc.constant('image/png')),
            contentUrl: fc.oneof(fc.webUrl(), fc.string()),
            content: fc.jsonValue(),
            name: fc.string(),
          },
          { requiredKeys: [] },
        ),
        { maxLength: 4 },
      ),
    ),
    entities: fc.oneof(
      fc.jsonValue(),
      fc.array(
        fc.record(
          {
            type: fc.constantFrom('mention', 'Place', 'GeoCoordinates', 'clientInfo'),
            geo: fc.jsonValue(),
            latitude: fc.double(),
            longitude: fc.double(),
            mentioned: fc.jsonValue(),
            text: fc.string(),
            country: fc.string(),
          },
          { requiredKeys: [] },
        ),
        { maxLength: 4 },
      ),
    ),
    value,
    name: fc.oneof(
      fc.constantFrom('adaptiveCard/action', 'location', 'reaction', 'webchat/join', 'tokens/response'),
      fc.string(),
    ),
    action: fc.constantFrom('add', 'remove', ''),
    membersAdded: fc.oneof(fc.jsonValue(), fc.array(member, { maxLength: 4 })),
    reactionsAdded: fc.oneof(fc.jsonValue(), fc.array(fc.record({ type: fc.string() }), { maxLength: 4 })),
    reactionsRemoved: fc.jsonValue(),
  },
  { requiredKeys: ['channelId', 'serviceUrl', 'conversation'] },
)

test('any activity at all is read without a throw, into a thread', () => {
  fc.assert(
    fc.property(activity, given => {
      for (const read of parse(given)) {
        expect(read.threadKey).not.toBe('')
        expect(read.platformId).not.toBe('')
        expect(read.activity).toEqual(activitySchema.parse(read.activity))
        const { media: _bytes, ...plain } = read
        expect(JSON.parse(JSON.stringify(plain))).toEqual(plain)
      }
    }),
    { numRuns: Number(process.env.FUZZ_RUNS ?? 500) },
  )
})
