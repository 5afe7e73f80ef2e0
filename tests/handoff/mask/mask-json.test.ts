import { describe, expect, test } from 'vitest'
import { SECRETS_ONLY } from '../../../handoff/mask/mask.ts'
import { maskActivity, maskJson } from '../../../handoff/mask/mask-json.ts'
import { needsPersonal, policyFor } from '../../../handoff/mask/policy.ts'
import { handoffFactsSchema } from '../../../protocol/api/handoff.ts'
import { nothingUnderstood } from '../../../protocol/understanding.ts'

const CARD = '4111111111111111'
const facts = handoffFactsSchema.parse({
  situation: {
    slots: { number: '10432', email: 'marta@example.org', address: 'Calle Mayor 1, 28013 Madrid' },
    order: { number: '10432', tracking: '4222222222222227' },
  },
  customer: { country: 'ES' },
})

describe('maskJson', () => {
  test('masks texts and numbers at any depth, and leaves ids and links', () => {
    const value = {
      id: CARD,
      contentUrl: `media:${CARD}`,
      text: `card ${CARD}`,
      list: [{ deep: [CARD, Number(CARD), 12, true, null] }],
    }
    expect(maskJson(value, SECRETS_ONLY)).toEqual({
      id: CARD,
      contentUrl: `media:${CARD}`,
      text: 'card ••••••••••••1111',
      list: [{ deep: ['••••••••••••1111', '••••••••••••1111', 12, true, null] }],
    })
  })

  test('masks personal fields whole for who does not need them', () => {
    const slots = {
      number: '10432',
      postcode: '28013',
      deliveryAddress: 'Calle Mayor 1',
      reason: 'size',
      email: null,
    }
    expect(maskJson(slots, { personal: true })).toEqual({
      number: '10432',
      postcode: '•••••',
      deliveryAddress: '••••• ••••• •',
      reason: 'size',
      email: null,
    })
    expect(maskJson(slots, SECRETS_ONLY)).toEqual(slots)
  })

  test('ends in what is nested without end', () => {
    let value: object = { text: CARD }
    for (let n = 0; n < 5_000; n++) value = { inner: value }
    expect(JSON.stringify(maskJson(value as never, SECRETS_ONLY))).not.toContain(CARD)
  })
})

describe('maskActivity', () => {
  const activity = {
    type: 'message',
    id: 'inb_1',
    text: `me: ${CARD}, +34 600 111 222`,
    from: { id: '34600111222', name: 'Marta', role: 'user' },
    channelData: { wa_id: '34600111222' },
    attachments: [{ contentType: 'text/plain', content: { body: [{ text: CARD }] } }],
    suggestedActions: { actions: [{ type: 'postBack', title: CARD, value: { choice: 'a' } }] },
  }

  test('hides cards in every part of a message', () => {
    const masked = maskActivity(activity, SECRETS_ONLY)
    expect(JSON.stringify(masked)).not.toContain(CARD)
    expect(masked).toMatchObject({
      id: 'inb_1',
      from: activity.from,
      text: 'me: ••••••••••••1111, +34 600 111 222',
    })
  })

  test("leaves out the platform's own address for who needs no personal data", () => {
    const masked = maskActivity(activity, { personal: true })
    expect(JSON.stringify(masked)).not.toContain('600111222')
    expect(JSON.stringify(masked)).not.toContain('600 111 222')
    expect(masked.from).toEqual({ id: '', name: 'Marta', role: 'user' })
  })
})

describe('policyFor', () => {
  test.each([
    ['agent', true, true],
    ['supervisor', true, true],
    ['supervisor', false, false],
    ['designer', true, false],
    ['designer', false, false],
  ] as const)('%s, of the team: %s: needs personal data: %s', (role, ownTeam, needs) => {
    expect(needsPersonal({ role, ownTeam })).toBe(needs)
    expect(policyFor({ role, ownTeam }, facts).personal).toBe(!needs)
  })

  test('knows what is personal from slots and from what was understood, and what is no card from the order', () => {
    const understanding = {
      ...nothingUnderstood('es'),
      entities: [
        { type: 'postcode', value: '28013', text: '28 013', start: 0, end: 6 },
        { type: 'order', value: '10432', text: '10432', start: 8, end: 13 },
      ],
    }
    const policy = policyFor({ role: 'designer', ownTeam: false }, facts, [{ understanding }, {}])
    expect(policy).toEqual({
      personal: true,
      known: ['10432', '4222222222222227'],
      country: 'ES',
      hide: ['marta@example.org', 'Calle Mayor 1, 28013 Madrid', '28 013', '28013'],
    })
  })

  test('a number that the customer gave as order number is masked where it looks like a card', () => {
    const typed = handoffFactsSchema.parse({ situation: { slots: { number: CARD } }, customer: {} })
    const policy = policyFor({ role: 'agent', ownTeam: true }, typed)
    expect(maskJson({ number: CARD, text: `order ${CARD}` }, policy)).toEqual({
      number: '••••••••••••1111',
      text: 'order ••••••••••••1111',
    })
  })
})
