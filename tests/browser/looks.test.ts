import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { bubbles, field, launcher, PHONE, SIZES, say, useBrowser } from './browser.ts'
import { faintTexts, nameless } from './contrast.ts'

const { open, chat, server } = useBrowser()

/** Everything that the widget can show, on one screen. */
async function everything(page: Page) {
  await say(page, 'list the ways to pay')
  await page.getByText('bank transfer').waitFor()
  await say(page, 'where is my order')
  await page.getByText('Track the parcel').waitFor()
  await say(page, 'a person, please')
  await bubbles(page, 'agent').waitFor()
  server().faults.posts = [{ status: 400 }]
  await say(page, 'refused')
  await page.getByText("This message can't be sent").waitFor()
  await page.locator('input[type=file]').setInputFiles([
    { name: 'bill.pdf', mimeType: 'application/pdf', buffer: Buffer.from('x') },
    { name: 'virus.exe', mimeType: 'application/x-msdownload', buffer: Buffer.from('x') },
  ])
  server().say({
    text: 'Anything else?',
    suggestedActions: { actions: [{ type: 'imBack', title: 'No, thanks', value: 'no' }] },
  })
  await page.getByRole('button', { name: 'No, thanks' }).waitFor()
}

describe.each(SIZES)('how it looks at %s', (_, viewport) => {
  it.each([
    ['light', ''],
    ['dark', ''],
    ['light', 'data-color="#ffb000"'],
    ['dark', 'data-color="#7a1fa2"'],
    ['light', 'data-color="#808080"'],
  ] as const)('can be read: %s, %s', async (colorScheme, attributes) => {
    const page = await chat({ viewport, colorScheme, attributes })
    await everything(page)
    expect(await faintTexts(page)).toEqual([])
    server().faults.offline = true
    server().dropSockets()
    await page.getByText('Connection lost').waitFor()
    expect(await faintTexts(page)).toEqual([])
  })

  it('has a name for all that a screen reader meets', async () => {
    const page = await open({ viewport })
    await launcher(page).waitFor()
    expect(await nameless(page)).toEqual([])
    await launcher(page).click()
    await page.locator('.choice').first().waitFor()
    await everything(page)
    expect(await nameless(page)).toEqual([])
    expect(await page.getByRole('dialog', { name: 'Casa Lumen' }).count()).toBe(1)
    const log = page.getByRole('log')
    await expect.poll(() => log.getAttribute('aria-live')).toBe('polite')
    expect(await log.textContent()).toContain('Elena Marín:Hello')
  })

  it('has nothing too small for a finger', async () => {
    const page = await chat({ viewport })
    await everything(page)
    const small = await page.locator('.root :is(button, .choice, .card-button)').evaluateAll(all =>
      all
        .map(element => ({ text: element.textContent, box: element.getBoundingClientRect() }))
        .filter(({ box }) => box.width > 0 && (box.width < 24 || box.height < 24))
        .map(({ text }) => text),
    )
    // A word in a sentence may be as high as the sentence (WCAG 2.5.8).
    expect(small.filter(text => text !== 'Show all' && text !== 'Try again')).toEqual([])
  })

  it('runs from right to left where the language does', async () => {
    const page = await chat({ viewport, lang: 'ar', attributes: 'data-lang="ar"', reducedMotion: 'reduce' })
    const middle = viewport.width / 2
    const centre = async (selector: string) => {
      const box = await page.locator(selector).first().boundingBox()
      return (box?.x ?? 0) + (box?.width ?? 0) / 2
    }
    await page.locator('.choice').first().click()
    await page.locator('.row.customer .bubble').waitFor()
    await page.getByText('You chose').waitFor()
    expect(await page.locator('.root').getAttribute('dir')).toBe('rtl')
    const panel = await page.locator('.panel').boundingBox()
    expect(panel?.x).toBe(viewport.width < 480 ? 0 : 20)
    const panelMiddle = (panel?.x ?? 0) + (panel?.width ?? 0) / 2
    expect(await centre('.row.customer .bubble')).toBeLessThan(panelMiddle)
    expect(await centre('header .avatar')).toBeGreaterThan(panelMiddle)
    expect(await centre('.send')).toBeLessThan(panelMiddle)
    expect(await page.locator('.send .icon').evaluate(icon => getComputedStyle(icon).transform)).toBe(
      'matrix(-1, 0, 0, 1, 0, 0)',
    )
    // Each message runs as its own words do.
    const directions = await page
      .locator('.rich p')
      .evaluateAll(all => all.map(p => getComputedStyle(p).direction))
    expect(directions).toEqual(['rtl', 'rtl', 'ltr'])
    // But the facts of a card begin at the same side, whatever their script.
    await say(page, 'where is my order')
    await page.locator('.card dd').first().waitFor()
    const sides = await page
      .locator('.card dd')
      .evaluateAll(all => all.map(dd => getComputedStyle(dd).textAlign))
    expect(new Set(sides)).toEqual(new Set(['right']))
    await page.keyboard.press('Escape')
    if (viewport.width < 480)
      await page
        .getByRole('button', { name: 'Close chat' })
        .first()
        .click()
        .catch(() => {})
    expect(await centre('.launcher')).toBeLessThan(middle)
  })
})

describe('how it looks', () => {
  it('follows the system’s dark mode while it is open, unless the page says which', async () => {
    const page = await chat({ colorScheme: 'light' })
    const ground = () => page.locator('.panel').evaluate(panel => getComputedStyle(panel).backgroundColor)
    expect(await ground()).toBe('rgb(255, 255, 255)')
    await page.emulateMedia({ colorScheme: 'dark' })
    await expect.poll(ground).toBe('rgb(22, 25, 31)')
    const fixed = await chat({ colorScheme: 'dark', attributes: 'data-theme="light"' })
    expect(await fixed.locator('.panel').evaluate(panel => getComputedStyle(panel).backgroundColor)).toBe(
      'rgb(255, 255, 255)',
    )
  })

  it('keeps still for who asks for it', async () => {
    const page = await chat({ reducedMotion: 'reduce' })
    server().faults.replyMs = 1_000
    await say(page, 'slow')
    await page.locator('.typing i').first().waitFor()
    const durations = await page
      .locator('.panel, .typing i')
      .evaluateAll(all => all.map(element => getComputedStyle(element).animationDuration))
    expect(new Set(durations)).toEqual(new Set(['0.001s']))
  })

  it('stands where the page wants it', async () => {
    const page = await open({
      attributes: 'data-position="left" data-title="The Lamp Shop" data-open',
      reducedMotion: 'reduce',
    })
    await page.getByRole('dialog', { name: 'The Lamp Shop' }).waitFor()
    expect((await page.locator('.panel').boundingBox())?.x).toBe(20)
    expect((await launcher(page).boundingBox())?.x).toBe(20)
  })

  it('speaks each of its languages, and writes the time as there', async () => {
    for (const [lang, placeholder, today] of [
      ['es', 'Escribe un mensaje…', 'Hoy'],
      ['ro', 'Mesaj…', 'Azi'],
      ['en', 'Write a message…', 'Today'],
    ] as const) {
      const page = await chat({ attributes: `data-lang="${lang}"`, viewport: PHONE })
      expect(await field(page).getAttribute('placeholder')).toBe(placeholder)
      expect(await page.locator('.day').textContent()).toBe(today)
      expect(await page.locator('.root').getAttribute('lang')).toBe(lang)
      await page.context().close()
    }
  })

  it.each([
    [320, 568],
    [568, 320],
    [768, 1024],
  ])('fits %i x %i', async (width, height) => {
    const page = await chat({ viewport: { width, height }, reducedMotion: 'reduce' })
    const box = await page.locator('.panel').boundingBox()
    expect(box?.y).toBeGreaterThanOrEqual(0)
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(height)
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(width)
    expect(await field(page).isVisible()).toBe(true)
  })
})
