import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import axe from 'axe-core'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { newId } from '../../protocol/ids.ts'
import { readConfig } from '../../server/config.ts'
import { type RunningServer, startServer } from '../../server/main.ts'
import { hashPassword } from '../../server/password.ts'
import { openStore } from '../../store/open.ts'
import { type FreshDatabase, freshDatabase } from '../fresh-database.ts'
import { type Direct, openDirect } from '../store/contract/figure-histories.ts'

export const PHONE = { width: 390, height: 844 }
export const DESKTOP = { width: 1280, height: 860 }

export const PASSWORD = 'a password of the tests'
const SHOTS = process.env.SCREENSHOTS

interface Look {
  viewport?: { width: number; height: number }
  colorScheme?: 'light' | 'dark'
  locale?: string
  timezoneId?: string
}

/** A real server on a database of its own, a Chromium, and accounts of every role: what the console's pages are tested against. */
export function useHouse() {
  let browser: Browser
  let database: FreshDatabase
  let server: RunningServer
  let direct: Direct
  const errors: string[] = []

  beforeAll(async () => {
    database = await freshDatabase('sqlite')
    const store = await openStore({ url: database.url, idleMs: 86_400_000, exclusive: true })
    const passwordHash = await hashPassword(PASSWORD)
    for (const [name, role] of [
      ['Sofía Vega', 'supervisor'],
      ['Ana Pop', 'agent'],
      ['Radu Ionescu', 'agent'],
      ['Dee Dune', 'designer'],
    ] as const) {
      const email = emailOf(name)
      await store.agents.add({
        id: newId('agt'),
        name,
        email,
        role,
        passwordHash,
        createdAt: new Date().toISOString(),
      })
    }
    await store.close()
    const config = readConfig({ DATABASE_URL: database.url, PORT: '0', LOG_LEVEL: 'silent' })
    server = await startServer(config, {
      bot: { dir: 'bots/shop', name: 'shop', commonDir: 'bots/common' },
    })
    direct = await openDirect(database.url)
    const flags =
      '--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync'
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: flags.split(' ') })
  }, 120_000)
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close()
    expect(errors.splice(0)).toEqual([])
  })
  afterAll(async () => {
    await browser?.close()
    await direct?.close()
    await server?.stop()
    await database?.drop()
  })

  async function contextOf(look: Look): Promise<BrowserContext> {
    const context = await browser.newContext({
      baseURL: server.url,
      viewport: look.viewport ?? DESKTOP,
      colorScheme: look.colorScheme ?? 'light',
      locale: look.locale ?? 'en-GB',
      timezoneId: look.timezoneId ?? 'Europe/Madrid',
      reducedMotion: 'reduce',
      acceptDownloads: true,
    })
    context.setDefaultTimeout(15_000)
    return context
  }

  return {
    url: () => server.url,
    direct: () => direct,
    /** A page of the console, signed in as this person. */
    async open(name: string, path: string, look: Look = {}): Promise<Page> {
      const context = await contextOf(look)
      const answer = await context.request.post('/api/v1/session', {
        data: { email: emailOf(name), password: PASSWORD },
      })
      expect(answer.status()).toBe(200)
      const page = await context.newPage()
      page.on('pageerror', error => errors.push(error.message))
      await page.goto(`/console${path}`)
      return page
    },
  }
}

export const emailOf = (name: string): string =>
  `${name.split(' ')[0]?.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase()}@example.org`

/** What axe finds against WCAG 2.2 AA: rule, and where. */
export async function axeFinds(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: typeof import('axe-core') }
    const { violations } = await axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      // The first letters of a name on an avatar are a picture, not the button's label.
      rules: { 'label-content-name-mismatch': { enabled: false } },
    })
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary}`),
    )
  })
}

/** True when nothing sticks out at the side, and the page begins where the window does. */
export const fits = (page: Page): Promise<boolean> =>
  page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement
    const top = document.getElementById('main')?.getBoundingClientRect().top ?? -1
    return scrollWidth <= clientWidth && top >= 0
  })

/** Keeps what is seen, in the folder that SCREENSHOTS names. */
export async function shoot(page: Page, name: string): Promise<void> {
  if (SHOTS === undefined) return
  mkdirSync(SHOTS, { recursive: true })
  await page.screenshot({ path: join(SHOTS, `${name}.png`) })
}
