import { describe, expect, test } from 'vitest'
import type { Activity } from '../../../protocol/activity.ts'
import { bodyOf, openDoor } from './webchat-door.ts'

interface Listed {
  activities: Activity[]
  watermark: string
}

describe('an answer of the bot', () => {
  test('stands in the log after the question, once for a repeated send', async () => {
    const door = openDoor()
    const who = await door.start()
    await door.post(who, { type: 'message', text: 'where is it?' })
    door.clock.now += 500
    const answer = {
      type: 'message',
      text: 'On its way.',
      id: 'inb_1:0',
      replyToId: `${who.conversationId}|0000001`,
    }
    const first = await door.send(who, answer, 'out_1:0')
    expect(await door.send(who, answer, 'out_1:0')).toEqual(first)
    expect(first.platformId).toBe(`${who.conversationId}|0000002`)
    const { activities } = bodyOf<Listed>(await door.list(who))
    expect(activities).toHaveLength(2)
    expect(activities[1]).toEqual({
      type: 'message',
      id: `${who.conversationId}|0000002`,
      text: 'On its way.',
      locale: 'en',
      replyToId: `${who.conversationId}|0000001`,
      timestamp: '2026-11-22T10:00:00.500Z',
      channelId: 'directline',
      conversation: { id: who.conversationId },
      from: { id: 'bot', role: 'bot' },
      channelData: { 'webchat:sequence-id': 2 },
    })
  })

  test('that is typing is kept nowhere', async () => {
    const door = openDoor()
    const who = await door.start()
    await door.send(who, { type: 'typing' }, 'out_1:0')
    expect(bodyOf<Listed>(await door.list(who)).activities).toEqual([])
  })

  test('never collides with a customer who calls a post as we call our rows', async () => {
    const door = openDoor()
    const who = await door.start()
    await door.post(who, { type: 'message', text: 'hi', channelData: { clientActivityID: 'out_1:0' } })
    await door.send(who, { type: 'message', text: 'answer' }, 'out_1:0')
    expect(bodyOf<Listed>(await door.list(who)).activities.map(one => one.text)).toEqual(['hi', 'answer'])
  })
})
