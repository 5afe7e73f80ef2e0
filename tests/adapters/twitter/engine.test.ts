import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from 'vitest'
import type { TakenMessage } from '../../../adapters/stand-in.ts'
import { standIn, type TwitterStandIn } from '../../../adapters/twitter/stand-in/index.ts'
import type { Understander } from '../../../intents/understander.ts'
import { nothingUnderstood } from '../../../protocol/understanding.ts'
import { readConfig } from '../../../server/config.ts'
import { type RunningServer, startServer } from '../../../server/main.ts'
import { eventually } from '../../eventually.ts'

/** Understands nothing, so that the bot always has something to say, without being taught anything first. */
const understander = {
  understand: () => ({ ...nothingUnderstood('en'), languageConfidence: 1 }),
} as unknown as Understander

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function openHouse(platform: TwitterStandIn, dir: string): Promise<RunningServer> {
  const config = readConfig({
    ...platform.environment,
    PORT: '0',
    DATABASE_URL: `sqlite:${join(dir, 'x.db')}`,
    DATA_DIR: dir,
    LOG_LEVEL: 'silent',
    SETTLE_MS: '0',
  })
  const path = (name: string) => fileURLToPath(new URL(`../../../bots/${name}`, import.meta.url))
  const bot = { dir: path('shop'), commonDir: path('common'), name: 'shop' }
  const server = await startServer(config, { bot, understander })
  platform.webhook(`${server.url}/webhooks/twitter`)
  return server
}

test('the whole house answers a message as itself, and a mention with the one sentence, in its language, once over a restart', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'conserje-x-'))
  closing.push(() => rmSync(dir, { recursive: true, force: true }))
  const platform = await standIn.start({ reports: false })
  closing.push(platform.close)
  const taken = (kind: string): TakenMessage[] => platform.taken.filter(one => one.kind === kind)

  const first = await openHouse(platform, dir)
  closing.push(first.stop)
  expect(await platform.say('ana', 'blargh')).toBe(200)
  await eventually(() => expect(taken('text')).not.toEqual([]))
  expect(taken('post')).toEqual([])

  const { postId } = await platform.mention('ana', '@shop ¿dónde está mi pedido 10432?', { lang: 'es' })
  await eventually(() => expect(taken('post')).toHaveLength(1))
  expect(taken('post')[0]?.text).toMatch(/^Gracias por escribirnos\. .*mensaje directo/)

  // The process dies after X has taken the next answer and before it is told so.
  platform.fail('droppedAfter')
  const second = await platform.mention('bo', '@shop hello', { lang: 'en' })
  await eventually(() => expect(taken('post')).toHaveLength(2))
  await first.stop()
  const later = await openHouse(platform, dir)
  closing.push(later.stop)
  for (const talk of [postId, second.postId]) {
    expect((await platform.mention(talk === postId ? 'ana' : 'bo', '@shop and?', { talk })).status).toBe(200)
  }
  await pause(2500)
  expect(taken('post').map(({ to }) => to)).toEqual(['ana', 'bo'])
}, 60_000)
