import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadClient } from '../../../adapters/whatsapp-web/load-client.ts'
import { EVENTS, METHODS } from '../../../adapters/whatsapp-web/web-client.ts'

const require = createRequire(import.meta.url)

/** No browser is begun: it would look for WhatsApp. */
test('the real package has the events and methods that we use, and takes our settings', async () => {
  const { Events } = require('whatsapp-web.js/src/util/Constants.js') as { Events: Record<string, string> }
  const known = Object.values(Events)
  expect(EVENTS.filter(name => !known.includes(name))).toEqual([])

  const folder = mkdtempSync(join(tmpdir(), 'conserje-wweb-'))
  try {
    const { client, mediaOf } = await loadClient({ chromium: '/usr/bin/chromium', clientId: 'shop', folder })
    expect(METHODS.filter(name => typeof client[name] !== 'function')).toEqual([])
    expect(typeof client.on).toBe('function')
    expect(mediaOf('image/png', 'AAAA', 'a.png')).toMatchObject({
      mimetype: 'image/png',
      data: 'AAAA',
      filename: 'a.png',
    })
    const { options, authStrategy } = client as unknown as {
      options: { puppeteer: { executablePath: string; headless: boolean }; qrMaxRetries: number }
      authStrategy: { dataPath: string; clientId: string }
    }
    expect(options.puppeteer).toMatchObject({ executablePath: '/usr/bin/chromium', headless: true })
    expect(options.qrMaxRetries).toBeGreaterThan(0)
    expect(authStrategy).toMatchObject({ dataPath: folder, clientId: 'shop' })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test('methods of its chats and messages are there too', () => {
  const { Chat, Message } = require('whatsapp-web.js') as Record<
    string,
    { prototype: Record<string, unknown> }
  >
  for (const name of ['fetchMessages', 'sendStateTyping']) {
    expect(typeof Chat?.prototype[name]).toBe('function')
  }
  expect(typeof Message?.prototype.downloadMedia).toBe('function')
})
