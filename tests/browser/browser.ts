import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { type StandIn, startStandIn } from './stand-in.ts'

export const PHONE = { width: 360, height: 740 }
export const DESKTOP = { width: 1280, height: 800 }
export const SIZES = [
  ['360 px', PHONE],
  ['1280 px', DESKTOP],
] as const

interface PageOptions {
  viewport?: { width: number; height: number }
  /** Attributes of the script tag. */
  attributes?: string
  /** More of the shop's own page: styles, scripts, elements. */
  html?: string
  lang?: string
  colorScheme?: 'light' | 'dark'
  reducedMotion?: 'reduce' | 'no-preference'
  touch?: boolean
  path?: string
}

/** A shop's page with the widget's one script tag. */
export const shopPage = ({ attributes = '', html = '', lang = 'en' }: PageOptions) => `<!doctype html>
<html lang="${lang}"><head><meta charset="utf-8"><title>Shop</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">
<script src="/widget.js" ${attributes} defer></script></head>
<body><h1>Casa Lumen</h1><a href="#x">A link of the shop's</a>${html}</body></html>`

/** A Chromium and a stand-in server for a test file; every test has a page of its own and an untroubled server. */
export function useBrowser() {
  let browser: Browser
  let server: StandIn
  const errors: string[] = []

  beforeAll(async () => {
    const flags =
      '--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync'
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: flags.split(' ') })
    server = await startStandIn()
  })
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close()
    server.reset()
    expect(errors.splice(0)).toEqual([])
  })
  afterAll(async () => {
    await browser.close()
    await server.close()
  })

  async function open(options: PageOptions = {}): Promise<Page> {
    const context = await browser.newContext({
      viewport: options.viewport ?? DESKTOP,
      locale: 'en-GB',
      colorScheme: options.colorScheme ?? 'light',
      reducedMotion: options.reducedMotion ?? 'no-preference',
      hasTouch: options.touch ?? false,
      isMobile: options.touch ?? false,
    })
    const page = await context.newPage()
    page.setDefaultTimeout(10_000)
    page.on('pageerror', error => errors.push(error.message))
    server.pages.set('/shop.html', shopPage(options))
    await page.goto(server.url + (options.path ?? '/shop.html'))
    return page
  }

  return {
    open,
    server: () => server,
    /** Opens the panel and waits for the welcome. */
    async chat(options: PageOptions = {}): Promise<Page> {
      const page = await open(options)
      await launcher(page).click()
      await page.locator('.choice').first().waitFor()
      return page
    },
  }
}

export const launcher = (page: Page) => page.locator('.launcher')
export const field = (page: Page) => page.getByRole('textbox')
export const bubbles = (page: Page, who: 'customer' | 'bot' | 'agent') => page.locator(`.row.${who} .bubble`)

/** Writes and sends, as with the keyboard. */
export async function say(page: Page, text: string): Promise<void> {
  await field(page).fill(text)
  await field(page).press('Enter')
}

/** Waits until the texts of the customer's bubbles are these, in this order. */
export const expectSaid = (page: Page, texts: readonly string[]) =>
  expect.poll(() => bubbles(page, 'customer').allInnerTexts(), { timeout: 10_000 }).toEqual(texts)
