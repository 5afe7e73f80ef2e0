import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import type { HandoffSummary } from '../../protocol/api/handoff.ts'
import { type StandIn, startStandIn } from '../console/stand-in.ts'

export const WIDE = { width: 1440, height: 900 }
export const NARROW = { width: 390, height: 844 }

interface ConsoleOptions {
  path?: string
  viewport?: { width: number; height: number }
  colorScheme?: 'light' | 'dark'
  locale?: string
  touch?: boolean
}

const FLAGS =
  '--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync'

/** A Chromium for the consoles of a test file; faults of a page fail the test. */
export function useChromium() {
  let browser: Browser
  const errors: string[] = []
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: FLAGS.split(' ') })
  })
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close()
    expect(errors.splice(0)).toEqual([])
  })
  afterAll(() => browser.close())
  return async (
    url: string,
    { viewport = WIDE, colorScheme = 'light', locale = 'en-GB', touch = false }: ConsoleOptions = {},
  ): Promise<Page> => {
    const context = await browser.newContext({ viewport, colorScheme, locale, hasTouch: touch })
    const page = await context.newPage()
    page.setDefaultTimeout(8_000)
    page.on('pageerror', error => errors.push(error.message))
    page.on('console', message => {
      // What the content security policy refuses is told here only.
      if (/Content Security Policy/i.test(message.text())) errors.push(message.text())
    })
    await page.goto(url)
    return page
  }
}

/** The console on a desk in memory; every test begins with fourteen open hand-offs, the second of them Ana's own. */
export function useConsole() {
  const show = useChromium()
  let desk: StandIn
  beforeAll(async () => {
    desk = await startStandIn()
  })
  afterEach(() => {
    desk.reset()
    mine()
  })
  afterAll(() => desk.close())
  const mine = () => change('hnd_000001', { status: 'active', agentId: 'agt_ana', agentName: 'Ana Ionescu' })
  const change = (id: string, part: Partial<HandoffSummary>) =>
    desk.handoffs.set(id, { ...(desk.handoffs.get(id) as HandoffSummary), ...part })
  beforeAll(() => {
    mine()
  })
  return {
    desk: () => desk,
    change,
    open: async (options: ConsoleOptions = {}) => show(`${desk.url}/console${options.path ?? ''}`, options),
    /** The conversation that is Ana's, loaded, and its stream live. */
    async conversation(options: ConsoleOptions = {}): Promise<Page> {
      const page = await show(`${desk.url}/console/c/hnd_000001${options.path ?? ''}`, options)
      await transcript(page).getByText('Gracias. ¿Cuándo lo recibo?').waitFor()
      await expect.poll(() => desk.streams()).toBeGreaterThan(0)
      return page
    },
  }
}

export const transcript = (page: Page) => page.getByRole('log')
export const replyField = (page: Page) => page.getByLabel('Reply to the customer')
export const noteField = (page: Page) => page.getByLabel('Note for agents')
export const rowsShown = (page: Page) => page.locator('ol[aria-label] > li')
