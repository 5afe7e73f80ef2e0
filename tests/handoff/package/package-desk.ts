import { join } from 'node:path'
import type { Content } from '../../../dialogs/content.ts'
import { situation } from '../../../dialogs/situation.ts'
import type { DeskHandoff } from '../../../handoff/desk-store.ts'
import type { StoredEntry } from '../../../handoff/package/entry-of.ts'
import {
  createPackageReader,
  type PackageDeps,
  type PackageReader,
  type PackageViewer,
} from '../../../handoff/package/package-reader.ts'
import type { PackageStore, PastConversation } from '../../../handoff/package/package-store.ts'
import type { JsonObject } from '../../../protocol/json.ts'
import { nothingUnderstood, type Understanding } from '../../../protocol/understanding.ts'
import { createAgentWords } from '../../../server/agent-words.ts'
import { loadBotFolder } from '../../../server/bot.ts'
import { packageRoot } from '../../../server/package-root.ts'

/* A desk with the words of bots/shop, and a store in memory. */

export const NOW = Date.parse('2026-03-02T10:00:00.000Z')

let shop: Content | undefined
export const shopContent = (): Content => {
  shop ??= loadBotFolder({
    name: 'shop',
    dir: join(packageRoot, 'bots', 'shop'),
    commonDir: join(packageRoot, 'bots', 'common'),
  })
  return shop
}

export const wordsIn = createAgentWords(shopContent, () => NOW)

export const SITUATION = {
  language: 'es',
  intent: {
    name: 'order.status',
    confidence: 0.91,
    alternatives: [
      { intent: 'order.status', confidence: 0.91 },
      { intent: 'faq.shipping_time', confidence: 0.05 },
    ],
  },
  sentiment: [
    { label: 'neutral', score: 0 },
    { label: 'angry', score: -0.8 },
  ],
  slots: { number: '10432', email: 'marta@example.org', proof: '28013' },
  order: {
    number: '10432',
    status: 'delayed',
    days_late: 3,
    total: 84.5,
    currency: 'EUR',
    carrier: 'SEUR',
    tracking: '4222222222222220',
    trackingUrl: 'https://track.example/4222222222222220',
    eta: '2026-02-27',
    items: [{ quantity: 2, name: 'Lámpara' }],
  },
  tried: [
    { at: '2026-03-02T09:57:30.000Z', kind: 'dialog', name: 'order-status', outcome: 'begun' },
    { at: '2026-03-02T09:57:40.000Z', kind: 'answer', name: 'faq.shipping_time' },
    {
      at: '2026-03-02T09:58:00.000Z',
      kind: 'action',
      name: 'orders.find',
      outcome: 'timeout',
      error: 'no answer for marta@example.org',
    },
  ],
  misses: 0,
} satisfies JsonObject

export function handoffOf(
  change: Partial<DeskHandoff> = {},
  known: JsonObject = {},
  customer: JsonObject = {},
): DeskHandoff {
  return {
    id: 'hof_1',
    conversationId: 'cnv_1',
    customerId: 'cus_1',
    channel: 'whatsapp',
    language: 'es',
    reason: 'asked',
    priority: 'high',
    team: 'madrid',
    facts: {
      situation: { ...SITUATION, ...known },
      customer: { name: 'Marta', country: 'ES', verified: true, returning: false, ...customer },
      timeZone: 'Europe/Madrid',
      note: 'call marta@example.org',
    },
    status: 'active',
    agentId: 'agt_1',
    createdAt: '2026-03-02T09:58:30.000Z',
    updatedAt: '2026-03-02T09:59:00.000Z',
    deadlineAt: '2026-03-02T13:58:30.000Z',
    version: 2,
    ...change,
  }
}

export const understood = (change: Partial<Understanding> = {}): Understanding => ({
  ...nothingUnderstood('es'),
  ...change,
})

export const said = (
  speaker: StoredEntry['speaker'],
  text: string,
  change: Partial<StoredEntry> = {},
): StoredEntry => ({
  id: `ent_${speaker}_${text.length}`,
  at: '2026-03-02T09:57:00.000Z',
  speaker,
  activity: { type: 'message', text },
  ...change,
})

export const agent: PackageViewer = { role: 'agent', language: 'en', ownTeam: () => true }
export const outsider: PackageViewer = { role: 'supervisor', language: 'en', ownTeam: () => false }

/** A reader over a conversation in memory. */
export function readerOf({
  entries = [],
  past = [],
  customer,
  media = { of: async ids => ids.map(id => ({ id, status: 'stored', contentType: 'image/png', size: 9 })) },
  deps = {},
}: {
  entries?: readonly StoredEntry[]
  past?: readonly PastConversation[]
  customer?: { name?: string; country?: string }
  media?: PackageStore['media']
  deps?: Partial<PackageDeps>
}): PackageReader {
  const rows = entries.map((entry, n) => ({ ...entry, seq: n + 1 }))
  const store: PackageStore = {
    transcript: {
      newest: async (_, { before = Number.MAX_SAFE_INTEGER, limit }) =>
        rows.filter(({ seq }) => seq < before).slice(-limit),
    },
    deliveries: {
      of: async ids => new Map(ids.map(id => [id, { status: 'read', at: '2026-03-02T09:59:00.000Z' }])),
    },
    media,
    conversations: {
      customer: async () => customer,
      ofCustomer: async (_, { except, limit }) => past.filter(({ id }) => id !== except).slice(0, limit),
    },
    agents: { get: async id => (id === 'agt_1' ? { name: 'Ana' } : undefined) },
  }
  return createPackageReader({
    store,
    words: wordsIn,
    situation,
    mediaPath: id => `/media/${id}?e=1&s=2`,
    clock: () => NOW,
    ...deps,
  })
}
