import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import type { Channel } from '../../adapters/adapter.ts'
import { loadBotFolder } from '../../server/bot.ts'
import { render } from '../../server/render-row.ts'
import type { LeasedRow } from '../../store/store.ts'

const path = (name: string) => fileURLToPath(new URL(`../../bots/${name}`, import.meta.url))
const content = loadBotFolder({ dir: path('shop'), commonDir: path('common'), name: 'shop' })

/** What a channel itself would say, instead of what the bot said. */
const channel = {
  channel: 'test',
  limits: { textChars: 1000, buttons: 0, buttonChars: 0, markup: 'plain', cards: false, typing: false },
  render: (_activities, { text }) => [text('common.channel.choose', { count: 3 })],
  send: async () => ({ platformId: '' }),
  routes: [],
} satisfies Channel

function said(locale: string, more: Partial<LeasedRow> = {}) {
  const row = {
    id: 'out_1',
    channel: 'test',
    account: 'a',
    threadKey: 'k',
    speaker: 'bot',
    parts: [],
    locale,
    payload: { activities: [{ type: 'message', text: 'x' }] },
    ...more,
  } as unknown as LeasedRow
  const deps = {
    channels: new Map([['test', channel]]),
    content: () => content,
    clock: () => 0,
    mediaLink: () => undefined,
  }
  return render(row, channel, deps)[0]
}
const text = (language: string, register: 'formal' | 'informal') =>
  content.texts.text('common.channel.choose', { language, register, values: { count: 3 } })

test('a channel addresses customers as the bot does where they buy', () => {
  expect(said('de')).toBe(text('de', 'formal'))
  expect(said('es')).toBe(text('es', 'informal'))
  expect(said('ro-RO')).toBe(text('ro', 'formal'))
  expect(text('de', 'formal')).not.toBe(text('de', 'informal'))
})

test('and as they asked for, where they did', () => {
  expect(said('de', { register: 'informal' })).toBe(text('de', 'informal'))
})
