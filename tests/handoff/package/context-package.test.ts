import { describe, expect, test } from 'vitest'
import type { PackageStore } from '../../../handoff/package/package-store.ts'
import { contextPackageSchema } from '../../../protocol/api/handoff.ts'
import { agent, handoffOf, NOW, outsider, readerOf, SITUATION, said, understood } from './package-desk.ts'

const lastSaid = (speaker: 'customer' | 'bot', text: string) => ({
  at: '2026-03-02T09:57:00.000Z',
  speaker,
  text,
})
const read = async (
  handoff = handoffOf(),
  { viewer = agent, ...known }: Parameters<typeof readerOf>[0] & { viewer?: typeof agent } = {},
) => contextPackageSchema.parse(await readerOf(known).read(handoff, viewer))

describe('the context package', () => {
  test('says who it is, where they are and what time it is there', async () => {
    expect((await read()).customer).toEqual({
      id: 'cus_1',
      name: 'Marta',
      channel: 'whatsapp',
      language: 'es',
      country: 'ES',
      timeZone: 'Europe/Madrid',
      localTime: '11:00',
      verified: true,
      returning: false,
      earlier: [],
    })
  })

  test('calls the customer as they are known now', async () => {
    const { customer, customerName } = await read(handoffOf(), {
      customer: { name: 'Marta Ruiz', country: 'MX' },
    })
    expect([customer.name, customerName, customer.country]).toEqual(['Marta Ruiz', 'Marta Ruiz', 'MX'])
  })

  test('tells no local time where the zone is unknown', async () => {
    const { timeZone: _, ...facts } = handoffOf().facts
    expect((await read(handoffOf({ facts }))).customer).not.toHaveProperty('localTime')
    expect(
      (await read(handoffOf({ facts: { ...facts, timeZone: 'Mars/Base' } }))).customer,
    ).not.toHaveProperty('localTime')
  })

  test('is in the language of the reader, English where nobody has the words', async () => {
    const inLanguage = async (language: string) => {
      const { summary, reasonTitle, intent, titleLanguage } = await read(handoffOf(), {
        viewer: { ...agent, language },
      })
      return [titleLanguage, intent?.title, reasonTitle, summary]
    }
    expect(await inLanguage('en')).toEqual([
      'en',
      'Track my order',
      'asked for a person',
      'Track my order · order 10432: Delayed, 3 days late · angry, getting worse · order look-up: no answer · asked for a person',
    ])
    expect(await inLanguage('es-MX')).toEqual([
      'es-MX',
      'Rastrear mi pedido',
      'pidió hablar con una persona',
      expect.stringContaining('3 días de retraso · enfado, va a peor · sin respuesta: búsqueda del pedido'),
    ])
    expect(await inLanguage('ro')).toEqual([
      'ro',
      expect.any(String),
      'a cerut să vorbească cu un om',
      expect.stringContaining('întârziere de 3 zile · furios, tot mai rău'),
    ])
    expect((await inLanguage('fi'))[0]).toBe('en')
  })

  test('names the matter by the dialog where the last intent was only to ask for a person', async () => {
    const asked = { name: 'human.request', confidence: 0.99, alternatives: [] }
    expect((await read(handoffOf({}, { intent: asked }))).summary).toMatch(/^Delivery times · order/)
    const tried = [{ at: '2026-03-02T09:57:30.000Z', kind: 'dialog', name: 'return-start' }]
    expect((await read(handoffOf({}, { intent: asked, tried }))).summary).toMatch(/^Return an item · order/)
  })

  test('quotes the customer where nothing is known of the matter, in one line and without their card', async () => {
    const nothing = { intent: null, sentiment: [], slots: {}, order: null, tried: [] }
    const facts = handoffOf({}, nothing).facts.situation as Record<string, unknown>
    for (const name of ['intent', 'order']) delete facts[name]
    const handoff = handoffOf({
      reason: 'not_understood',
      facts: { situation: facts as never, customer: {} },
      lastMessage: lastSaid('customer', `my card\n4111 1111 1111 1111 ${'x'.repeat(500)}`),
    })
    const { summary } = await read(handoff)
    expect(summary).toBe(`“my card •••• •••• •••• 1111 ${'x'.repeat(52)}…” · the bot didn't understand`)
  })

  test('gives intent with confidence and runners-up, each by its words', async () => {
    expect((await read()).intent).toEqual({
      name: 'order.status',
      title: 'Track my order',
      confidence: 0.91,
      alternatives: [
        { intent: 'order.status', confidence: 0.91, title: 'Track my order' },
        { intent: 'faq.shipping_time', confidence: 0.05, title: 'Delivery times' },
      ],
    })
  })

  test.each([
    [[0, -0.8], 'worse'],
    [[-0.8, -0.6, 0.4], 'better'],
    [[-0.1, 0.05], 'steady'],
    [[-0.9], 'steady'],
  ] as const)('of moods %j the trend is %s', async (scores, trend) => {
    const sentiment = scores.map(score => ({ label: 'unhappy', score }))
    expect((await read(handoffOf({}, { sentiment }))).sentiment).toEqual({
      label: 'unhappy',
      title: 'unhappy',
      score: scores.at(-1),
      trend,
    })
  })

  test('shows the order as data and as a card', async () => {
    const { order, orderCard } = await read()
    expect(order).toEqual(SITUATION.order)
    expect(orderCard?.title).toBe('Order 10432')
    expect(orderCard?.facts).toEqual([
      { title: 'Status', value: 'Delayed' },
      { title: 'Items', value: '2 × Lámpara' },
      { title: 'Total', value: '€84.50' },
      { title: 'Carrier', value: 'SEUR' },
      { title: 'Tracking number', value: '4222222222222220' },
      { title: 'Expected delivery', value: '27 February' },
    ])
    expect(orderCard?.link).toEqual({ title: 'Track parcel', url: 'https://track.example/4222222222222220' })
  })

  test('tells what was tried and how each failed', async () => {
    expect((await read()).tried).toEqual([
      { ...SITUATION.tried[0], title: 'Track my order' },
      { ...SITUATION.tried[1], title: 'Delivery times' },
      { ...SITUATION.tried[2], title: 'order look-up' },
    ])
  })

  test('tells why, how urgent it is, who has it and until when', async () => {
    expect(await read()).toMatchObject({
      version: 1,
      id: 'hof_1',
      conversationId: 'cnv_1',
      status: 'active',
      reason: 'asked',
      priority: 'high',
      team: 'madrid',
      agentId: 'agt_1',
      agentName: 'Ana',
      deadlineAt: '2026-03-02T13:58:30.000Z',
      overdue: false,
      slots: SITUATION.slots,
      note: 'call marta@example.org',
    })
    const late = { status: 'waiting', deadlineAt: new Date(NOW - 1).toISOString() } as const
    expect(await read(handoffOf(late))).toMatchObject({ overdue: true })
  })

  test('an ended one tells its cause in words', async () => {
    const resolved = handoffOf({ status: 'resolved', cause: 'late', note: 'refunded' })
    expect(await read(resolved)).toMatchObject({
      cause: 'late',
      causeTitle: 'Late delivery',
      note: 'refunded',
    })
  })

  test('tells earlier conversations on any channel: what they were about and how they ended', async () => {
    const times = { openedAt: '2026-01-01T00:00:00.000Z', lastActivityAt: '2026-01-01T01:00:00.000Z' }
    const { handoffId, ...was } = { handoffId: 'hof_0', reason: 'asked' as const }
    const { customer } = await read(handoffOf(), {
      past: [
        { id: 'cnv_1', channel: 'whatsapp', status: 'open', ...times },
        {
          id: 'cnv_0',
          channel: 'email',
          status: 'closed',
          ...times,
          handoff: {
            id: handoffId,
            status: 'resolved',
            cause: 'refund',
            facts: { situation: SITUATION, customer: {} },
            ...was,
          },
        },
        { id: 'cnv_z', channel: 'webchat', status: 'closed', ...times },
        { id: 'cnv_y', channel: 'webchat', status: 'open', ...times },
        {
          id: 'cnv_x',
          channel: 'webchat',
          status: 'closed',
          ...times,
          handoff: { id: 'hof_x', status: 'returned', facts: { damaged: true }, ...was },
        },
      ],
    })
    expect(customer.returning).toBe(true)
    expect(customer.earlier).toEqual([
      {
        id: 'cnv_0',
        channel: 'email',
        ...times,
        about: 'order.status',
        title: 'Track my order',
        orderNumber: '10432',
        ended: 'resolved',
        cause: 'refund',
        causeTitle: 'Refund',
        handoffId: 'hof_0',
      },
      { id: 'cnv_z', channel: 'webchat', ...times, ended: 'bot' },
      { id: 'cnv_y', channel: 'webchat', ...times, ended: 'open' },
      { id: 'cnv_x', channel: 'webchat', ...times, ended: 'returned', handoffId: 'hof_x' },
    ])
  })

  test('masks the names of files like what was said', async () => {
    const activity = {
      type: 'message',
      attachments: [{ contentType: 'image/jpeg', contentUrl: 'media:med_1', name: '4111111111111111.jpg' }],
    }
    const media: PackageStore['media'] = {
      of: async ids => ids.map(id => ({ id, status: 'stored', name: '4111111111111111 m@example.org.jpg' })),
    }
    const reader = readerOf({ entries: [said('customer', '', { activity })], media })
    const [seen] = (await reader.read(handoffOf(), agent)).transcript
    expect(seen?.activity.attachments?.[0]?.name).toBe('••••••••••••1111.jpg')
    expect(seen?.media?.[0]?.name).toBe('••••••••••••1111 m@example.org.jpg')
    const page = await reader.transcript(handoffOf(), { ...agent, role: 'designer' }, undefined)
    expect(page?.items[0]?.media?.[0]?.name).toBe('••••••••••••1111 m@•••••••.•••.jpg')
  })

  test('holds the newest entries with times, files and how far each answer came, and leads to the older ones', async () => {
    const entries = Array.from({ length: 120 }, (_, n) =>
      said(n % 2 === 0 ? 'customer' : 'bot', `${n}`, {
        ...(n === 118 && {
          activity: {
            type: 'message',
            text: '118',
            attachments: [{ contentType: 'image/jpeg', contentUrl: 'media:med_1' }],
          },
          understanding: understood({ intent: 'order.damaged' }),
        }),
      }),
    )
    const reader = readerOf({ entries })
    const found = await reader.read(handoffOf(), agent)
    expect(found.transcript.map(({ text }) => text)).toEqual(
      entries.slice(70).map(({ activity }) => activity.text),
    )
    expect(found.transcript.at(-2)).toMatchObject({
      at: '2026-03-02T09:57:00.000Z',
      speaker: 'customer',
      intent: 'order.damaged',
      language: 'es',
      media: [
        { id: 'med_1', status: 'stored', contentType: 'image/png', size: 9, url: '/media/med_1?e=1&s=2' },
      ],
    })
    expect(found.transcript.at(-1)).toMatchObject({ speaker: 'bot', delivery: { status: 'read' } })
    const second = await reader.transcript(handoffOf(), agent, found.transcriptCursor)
    expect(second?.items.map(({ text }) => text)).toEqual(
      entries.slice(20, 70).map(({ activity }) => activity.text),
    )
    const third = await reader.transcript(handoffOf(), agent, second?.nextCursor)
    expect(third?.items.map(({ text }) => text)).toEqual(
      entries.slice(0, 20).map(({ activity }) => activity.text),
    )
    expect(third).not.toHaveProperty('nextCursor')
    expect(await reader.transcript(handoffOf(), agent, '1; DROP')).toBeUndefined()
    expect(
      (await readerOf({ entries: entries.slice(0, 50) }).read(handoffOf(), agent)).transcriptCursor,
    ).toBeUndefined()
  })

  test('hides cards from everybody, and what is personal from who is of another team', async () => {
    const entries = [
      said('customer', 'soy marta@example.org, 28 013 Madrid, tarjeta 4111111111111111', {
        activity: {
          type: 'message',
          text: 'soy marta@example.org, 28 013 Madrid, tarjeta 4111111111111111',
          from: { id: '34600111222' },
        },
        understanding: understood({
          entities: [{ type: 'postcode', value: '28013', text: '28 013', start: 23, end: 29 }],
        }),
      }),
      said('bot', 'Sigue tu pedido: https://track.example/4222222222222220. ¿Es 28013?'),
    ]
    const own = await read(handoffOf(), { entries })
    expect(own.transcript.map(({ text }) => text)).toEqual([
      'soy marta@example.org, 28 013 Madrid, tarjeta ••••••••••••1111',
      'Sigue tu pedido: https://track.example/4222222222222220. ¿Es 28013?',
    ])
    expect(JSON.stringify(own)).not.toContain('4111111111111111')
    const other = await read(handoffOf({ note: 'call +34 600 111 222' }), { entries, viewer: outsider })
    const text = JSON.stringify(other)
    for (const personal of ['marta@example', '28013', '28 013', '34600111222', '600 111 222']) {
      expect(text).not.toContain(personal)
    }
    expect(other.slots).toEqual({
      number: '10432',
      email: '•••••@•••••••.•••',
      proof: '•••••',
    })
    expect(other.order).toEqual(SITUATION.order)
    expect(other.customer.name).toBe('Marta')
  })

  test('is the same however often and by whichever reader of the team it is read', async () => {
    const known = { entries: [said('customer', 'hola')] }
    expect(await read(handoffOf(), known)).toEqual(await read(handoffOf(), known))
  })

  test('quotes no card that is cut off at the end of a stored line', async () => {
    const text = `${'x'.repeat(182)} 4111 1111 1111 111…`
    const [row] = await readerOf({}).summaries(
      [handoffOf({ lastMessage: lastSaid('customer', text) })],
      agent,
    )
    expect(row?.lastMessage?.text).not.toContain('4')
  })

  test('survives facts that can not be read', async () => {
    const found = await read(handoffOf({ facts: { situation: 'broken' } }))
    expect(found).toMatchObject({ slots: {}, tried: [], summary: 'asked for a person' })
  })
})

describe('rows of the queue', () => {
  test('tell the last message in a line, masked', async () => {
    const handoff = handoffOf({
      waitingSince: '2026-03-02T09:57:00.000Z',
      lastMessage: lastSaid('customer', `4111111111111111\n\n${'long '.repeat(100)}`),
    })
    const [row] = await readerOf({}).summaries([handoff], agent)
    expect(row?.lastMessage?.text).toMatch(/^••••••••••••1111 long .*…$/)
    expect(row?.lastMessage?.text.length).toBeLessThanOrEqual(160)
    expect(row).toMatchObject({
      agentName: 'Ana',
      waitingSince: '2026-03-02T09:57:00.000Z',
      customerName: 'Marta',
    })
  })

  test('tell until when an offer holds only while it is one', async () => {
    const offered = handoffOf({ status: 'offered', offeredUntil: '2026-03-02T10:01:00.000Z' })
    const rows = await readerOf({}).summaries([offered, { ...offered, status: 'active' }], agent)
    expect(rows.map(({ offeredUntil }) => offeredUntil)).toEqual(['2026-03-02T10:01:00.000Z', undefined])
  })
})
