import { beforeEach, describe, expect, test } from 'vitest'
import type { Channel } from '../../adapters/adapter.ts'
import type { DeskHandoff } from '../../handoff/desk-store.ts'
import type { Activity } from '../../protocol/activity.ts'
import { silentLog } from '../../protocol/log.ts'
import { createTyping, type TypingSigns } from '../../server/typing.ts'
import type { Store } from '../../store/store.ts'

const handoff = { id: 'hof_1', conversationId: 'cnv_1', status: 'active', agentId: 'agt_1' } as DeskHandoff
const ana = { id: 'agt_1', name: 'Ana' }

let now: number
let own: string
let owner: 'bot' | 'human'
let current: DeskHandoff
let signals: string[]
let shown: { channel: string; activities: readonly Activity[]; threadKey: string }[]
let typing: TypingSigns

beforeEach(() => {
  now = 1_000_000
  own = 'webchat'
  owner = 'human'
  current = handoff
  signals = []
  shown = []
  const listeners: Parameters<Store['onWake']>[0][] = []
  const conversation = () => ({
    id: 'cnv_1',
    owner,
    thread: { channel: own, account: 'a', key: 'k1' },
  })
  const store = {
    conversations: { get: async () => conversation(), byThread: async () => conversation() },
    handoffs: { get: async () => current },
    agents: { get: async () => ana },
    onWake(listener: Parameters<Store['onWake']>[0]) {
      listeners.push(listener)
      return () => listeners.splice(0)
    },
    signal(topic: 'typing', ids: readonly string[]) {
      signals.push(...ids)
      for (const listener of listeners) listener(topic, ids)
    },
  } as unknown as Parameters<typeof createTyping>[0]['store']
  const channel = (name: string, types: boolean) =>
    ({
      channel: name,
      limits: { typing: types },
      render: (activities: readonly Activity[]) => [{ activities }],
      send: async (
        { activities }: { activities: readonly Activity[] },
        { threadKey }: { threadKey: string },
      ) => {
        shown.push({ channel: name, activities, threadKey })
        return { platformId: 'p' }
      },
    }) as unknown as Channel
  const channels = new Map(
    [channel('webchat', true), channel('whatsapp', true), channel('email', false)].map(one => [
      one.channel,
      one,
    ]),
  )
  const content = () => ({ bot: { handoff: { agentNames: 'first' as const } } })
  typing = createTyping({ store, channels: () => channels, content, clock: () => now, log: silentLog })
})

const settle = () => new Promise(resolve => setTimeout(resolve, 5))

describe('signs of typing', () => {
  test('a customer’s go to the desk while a person has the conversation, once in two seconds', async () => {
    for (let n = 0; n < 5; n++) typing.customer('webchat', 'a', 'k1')
    await settle()
    now += 2_000
    typing.customer('webchat', 'a', 'k1')
    await settle()
    expect(signals).toEqual(['customer cnv_1', 'customer cnv_1'])
    owner = 'bot'
    typing.customer('webchat', 'a', 'other')
    await settle()
    expect(signals).toHaveLength(2)
  })

  test.each([
    ['webchat', 1],
    ['whatsapp', 1],
    ['email', 0],
  ])('an agent’s go to the customer on %s where the channel can', async (channel, count) => {
    own = channel
    typing.agent(current, ana)
    typing.agent(current, ana)
    await settle()
    expect(signals).toEqual(['agent hof_1 agt_1'])
    expect(shown).toHaveLength(count)
    if (count === 1) {
      expect(shown[0]).toMatchObject({
        channel,
        threadKey: 'k1',
        activities: [{ type: 'typing', from: { name: 'Ana' }, channelData: { speaker: 'agent' } }],
      })
    }
  })

  test.each([{ status: 'waiting' as const }, { agentId: 'agt_2' }, { status: 'resolved' as const }])(
    'colleagues alone see who types in a hand-off that is not theirs: %j',
    async change => {
      current = { ...handoff, ...change }
      typing.agent(current, ana)
      await settle()
      expect(signals).toEqual(['agent hof_1 agt_1'])
      expect(shown).toEqual([])
    },
  )
})
