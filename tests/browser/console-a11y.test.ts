import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { describe, expect, it, vi } from 'vitest'
import { NARROW, transcript, useConsole, WIDE } from './console.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const { open, conversation, desk, change } = useConsole()

// axe reads a page in a second or two, and each test has many.
vi.setConfig({ testTimeout: 120_000 })

/** What axe-core finds wrong, by the rules of WCAG 2.2 AA and its best practices. */
async function faults(page: Page): Promise<string[]> {
  // Opening and closing takes a moment, in which colours are between two.
  await page.waitForTimeout(350)
  await page.evaluate(axe)
  const { violations } = (await page.evaluate(() =>
    (window as unknown as { axe: { run(options: object): Promise<AxeResults> } }).axe.run({
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    }),
  )) as AxeResults
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(node => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary?.slice(0, 300)}`),
  )
}

const SIZES = [
  ['1440 px', WIDE],
  ['1100 px', { width: 1100, height: 800 }],
  ['390 px', NARROW],
] as const

describe.each(SIZES)('at %s', (_, viewport) => {
  describe.each(['light', 'dark'] as const)('in %s', colorScheme => {
    const look = { viewport, colorScheme }

    it('axe finds nothing on the pages before the desk', async () => {
      desk().signedIn = false
      const page = await open(look)
      await page.getByRole('heading', { name: 'Sign in' }).waitFor()
      expect(await faults(page)).toEqual([])
      const setUp = await open({ ...look, path: '/setup?token=x' })
      await setUp.getByRole('heading', { name: 'Set up the desk' }).waitFor()
      expect(await faults(setUp)).toEqual([])
    })

    it('axe finds nothing in the queue, with an offer in it, its filters, its sorts and the agent’s menu', async () => {
      change('hnd_000002', {
        status: 'offered',
        agentId: 'agt_ana',
        offeredUntil: new Date(Date.now() + 500_000).toISOString(),
      })
      const page = await open(look)
      await page.getByText('Offered to you').waitFor()
      expect(await faults(page)).toEqual([])
      for (const name of ['Filter', 'Sorted by: Urgency', /your menu/]) {
        await page.getByRole('button', { name }).click()
        expect(await faults(page)).toEqual([])
        await page.keyboard.press('Escape')
      }
    })

    it('axe finds nothing in a conversation, its dialogs, its composer, and what it knows of the customer', async () => {
      desk().allowed = {
        open: true,
        windowEndsAt: new Date(Date.now() + 3_600_000).toISOString(),
        templates: [],
      }
      const page = await conversation(look)
      expect(await faults(page)).toEqual([])
      for (const key of ['/', 'n']) {
        await transcript(page).focus()
        await page.keyboard.press(key)
        expect(await faults(page)).toEqual([])
        // The first closes the canned replies.
        if (key === '/') await page.keyboard.press('Escape')
        await page.keyboard.press('Escape')
      }
      for (const key of ['t', 'b', 'e', '?']) {
        await transcript(page).focus()
        await page.keyboard.press(key)
        await page.getByRole('dialog').waitFor()
        expect(await faults(page)).toEqual([])
        await page.keyboard.press('Escape')
        await page.getByRole('dialog').waitFor({ state: 'detached' })
      }
      const about = await conversation({ ...look, path: '' })
      await about.goto(`${desk().url}/console/c/hnd_000001/about`)
      await about.getByText('What the bot tried').waitFor()
      expect(await faults(about)).toEqual([])
    })

    it('axe finds nothing where a channel is closed, and where it has ended', async () => {
      desk().allowed = { open: false, templates: [{ name: 'order_update', text: 'Hola.' }] }
      const page = await conversation(look)
      await page.getByText('Templates that may be sent').waitFor()
      expect(await faults(page)).toEqual([])
      change('hnd_000001', { status: 'resolved' })
      await page.reload()
      await page.getByText('Resolved').first().waitFor()
      expect(await faults(page)).toEqual([])
    })
  })
})

describe('the pages', () => {
  it('have no text wider than a phone', async () => {
    for (const path of ['', '/c/hnd_000001', '/c/hnd_000001/about']) {
      const page = await open({ viewport: { width: 360, height: 700 }, path })
      await page.getByRole('navigation').waitFor()
      await page.waitForTimeout(300)
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360)
      await page.context().close()
    }
  })
})
