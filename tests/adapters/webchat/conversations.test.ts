import { describe, expect, test } from 'vitest'
import type { Activity } from '../../../protocol/activity.ts'
import { StoreError } from '../../../protocol/errors.ts'
import { bodyOf, openDoor, type TokenBody } from './webchat-door.ts'

interface Listed {
  activities: Activity[]
  watermark: string
}

describe('a conversation', () => {
  test('starts with 201 once and 200 afterwards, and welcomes once', async () => {
    const door = openDoor()
    const { token } = await door.generate()
    const start = (body?: object) =>
      door.withToken(token, { method: 'POST', path: '/conversations', ...(body ? { body } : {}) })
    const statuses = [
      (await start({ user: {}, locale: 'ro' })).status,
      (await start()).status,
      (await start({ user: { id: null }, bot: { id: 'b' } })).status,
    ]
    expect(statuses).toEqual([201, 200, 200])
    expect(door.received()).toMatchObject([
      {
        kind: 'activity',
        settle: false,
        customer: { locale: 'ro' },
        activity: {
          type: 'conversationUpdate',
          membersAdded: [{ id: expect.stringMatching(/^dl_/) }],
          locale: 'ro',
        },
      },
    ])
    expect((await start([])).status).toBe(400)
  })

  test('is welcomed by the second start when the first one died between log and inbox', async () => {
    const door = openDoor()
    const { token } = await door.generate()
    const start = () => door.withToken(token, { method: 'POST', path: '/conversations' })
    door.failing.receive = new StoreError('store.unreachable', 'gone')
    expect((await start()).status).toBe(503)
    door.failing.receive = undefined
    expect((await start()).status).toBe(200)
    expect(door.received()).toHaveLength(1)
  })

  test('gives absolute stream addresses, by Host or by the public URL', async () => {
    const door = openDoor()
    expect((await door.start()).streamUrl).toMatch(
      /^ws:\/\/bot\.example\/v3\/directline\/conversations\/web_[0-9a-f-]{36}\/stream\?t=/,
    )
    const proxied = await door.call({ method: 'POST', path: '/tokens/generate' })
    const { token } = bodyOf<TokenBody>(proxied)
    const https = await door.withToken(token, {
      method: 'POST',
      path: '/conversations',
      headers: { 'x-forwarded-proto': 'https', host: 'evil.example/a?b' },
    })
    expect(bodyOf<TokenBody>(https).streamUrl).toMatch(/^wss:\/\/localhost\//)
    const publicDoor = openDoor({ deps: { publicUrl: 'https://chat.shop.example/' } })
    expect((await publicDoor.start()).streamUrl).toMatch(/^wss:\/\/chat\.shop\.example\/v3\/directline\//)
  })

  test('is read from a watermark on; an unknown one is refused', async () => {
    const door = openDoor()
    const who = await door.start()
    for (const text of ['a', 'b', 'c']) await door.post(who, { type: 'message', text })
    const texts = async (watermark?: string) =>
      bodyOf<Listed>(await door.list(who, watermark)).activities.map(activity => activity.text)
    expect(await texts()).toEqual(['a', 'b', 'c'])
    expect(await texts('')).toEqual(['a', 'b', 'c'])
    expect(await texts('undefined')).toEqual(['a', 'b', 'c'])
    expect(await texts('0')).toEqual(['a', 'b', 'c'])
    expect(await texts('2')).toEqual(['c'])
    expect(bodyOf<Listed>(await door.list(who, '3'))).toEqual({ activities: [], watermark: '3' })
    for (const watermark of ['4', '-1', '1.5', 'x', '1e3', '9'.repeat(400)]) {
      expect([watermark, (await door.list(who, watermark)).status]).toEqual([watermark, 400])
    }
  })

  test('is found again with its history and a new token', async () => {
    const door = openDoor()
    const who = await door.start()
    await door.post(who, { type: 'message', text: 'hi' })
    const ask = (watermark: string) =>
      door.withToken(who.token, {
        method: 'GET',
        path: `/conversations/${who.conversationId}?watermark=${watermark}`,
      })
    const answer = await ask('1')
    const body = bodyOf<TokenBody>(answer)
    expect(answer.status).toBe(200)
    expect(body.conversationId).toBe(who.conversationId)
    expect(new URL(body.streamUrl).searchParams.get('watermark')).toBe('1')
    expect(new URL(body.streamUrl).searchParams.get('t')).toBe(body.token)
    expect((await ask('')).status).toBe(200)
    expect((await ask('2')).status).toBe(400)
  })
})
