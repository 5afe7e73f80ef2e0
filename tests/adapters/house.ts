import type {
  ChannelContent,
  ChannelDeps,
  Inbound,
  Receipted,
  RenderContext,
} from '../../adapters/adapter.ts'
import { silentLog } from '../../protocol/log.ts'

/** What a row is rendered with, in a test that cares for some of it only. Texts are their own keys. */
export const renderContext = (context: Partial<RenderContext> = {}): RenderContext => ({
  outboxId: 'out_1',
  locale: 'en',
  account: 'account',
  threadKey: 'thread',
  speaker: 'bot',
  now: '2026-11-22T10:00:00.000Z',
  lastInboundAt: '2026-11-22T09:59:00.000Z',
  window: 'open',
  text: key => key,
  mediaLink: contentUrl => (contentUrl.startsWith('https:') ? contentUrl : undefined),
  ...context,
})

export const channelContent = (content: Partial<ChannelContent> = {}): ChannelContent => ({
  name: 'Casa Lumen',
  languages: ['en', 'es'],
  settings: () => ({}),
  text: (_locale, key) => key,
  ...content,
})

/** A house around one channel: keeps what it was given, duplicates dropped as the store drops them. */
export interface House {
  deps: ChannelDeps
  received: Inbound[]
  receipts: Receipted[]
  memory: Map<string, string>
  media: Map<string, { bytes: Uint8Array; contentType: string; name?: string }>
  /** Set: what `receive` and `receipts` throw from now on. */
  fault: { error?: Error }
}

export function openHouse(deps: Partial<ChannelDeps> = {}): House {
  const received: Inbound[] = []
  const receipts: Receipted[] = []
  const memory = new Map<string, string>()
  const media: House['media'] = new Map()
  const fault: House['fault'] = {}
  const seen = new Map<string, { fresh: boolean; inboxId: string; conversationId: string }>()
  return {
    received,
    receipts,
    memory,
    media,
    fault,
    deps: {
      clock: Date.now,
      log: silentLog,
      fetch,
      async receive(inbound) {
        if (fault.error) throw fault.error
        return inbound.map(one => {
          const key = JSON.stringify([one.channel, one.account, one.platformId])
          const known = seen.get(key)
          if (known) return { ...known, fresh: false }
          received.push(one)
          const accepted = {
            fresh: true,
            inboxId: `inb_${received.length}`,
            conversationId: `cnv_${one.threadKey}`,
          }
          seen.set(key, accepted)
          return accepted
        })
      },
      async receipts(list) {
        if (fault.error) throw fault.error
        receipts.push(...list)
      },
      readMedia: async id => media.get(id),
      memory: {
        get: async key => memory.get(key),
        set: async (key, value) => {
          memory.set(key, value)
        },
      },
      content: () => channelContent(),
      ...deps,
    },
  }
}
