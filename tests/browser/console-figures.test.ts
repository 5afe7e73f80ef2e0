import { readFile } from 'node:fs/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import { FIGURES } from '../../protocol/api/figures.ts'
import { writeDesk } from './console-history.ts'
import { axeFinds, DESKTOP, fits, PHONE, shoot, useHouse } from './console-house.ts'

const house = useHouse()
beforeAll(() => writeDesk(house.direct(), Date.now()))

describe('the page of figures', () => {
  test('shows each figure beside its definition, charts, and a table behind each chart', async () => {
    const page = await house.open('Sofía Vega', '/figures')
    for (const name of ['Conversations', 'Contained by the bot', 'First response', 'Overdue']) {
      const card = page.getByRole('region', { name, exact: true })
      await card.waitFor()
      expect((await card.locator('p').last().textContent())?.length).toBeGreaterThan(40)
    }
    expect(await page.locator('section[class*=card] h2').count()).toBe(FIGURES.length)
    await page.locator('.recharts-surface').first().waitFor()
    const chart = page.getByRole('region', { name: 'Conversations by day' })
    await chart.getByText('As a table').click()
    expect(await chart.getByRole('row').count()).toBe(31)
    await chart.getByText('As a table').click()
    await page.getByRole('heading', { name: 'Figures', level: 1 }).scrollIntoViewIfNeeded()
    await shoot(page, 'figures')
    const survey = page.getByRole('region', { name: 'CSAT, by grade' })
    await survey.getByText(/^Satisfied: \d/).waitFor()
    await survey.scrollIntoViewIfNeeded()
    await shoot(page, 'figures-below')
    const overdue = page.getByRole('region', { name: 'Overdue' })
    expect(await overdue.locator('p').first().textContent()).toBe('2')
    expect(await axeFinds(page)).toEqual([])
  })

  test('asks for what is chosen, keeps it in the address, and gives it as a file', async () => {
    const page = await house.open('Dee Dune', '/figures')
    const value = page.getByRole('region', { name: 'Conversations', exact: true }).locator('p').first()
    await value.waitFor()
    const all = Number(await value.textContent())
    expect(all).toBeGreaterThan(150)
    await page.getByText('7 days').click()
    await expect.poll(async () => Number(await value.textContent())).toBeLessThan(all)
    await page.getByLabel('Channel').first().selectOption('webchat')
    await expect.poll(() => page.url()).toContain('channel=webchat')
    await page.reload()
    expect(await page.getByLabel('Channel').first().inputValue()).toBe('webchat')
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'CSV' }).click(),
    ])
    const text = await readFile(await download.path(), 'utf8')
    expect(text).toContain('channel,webchat,')
    expect(text).not.toMatch(/(^|,)"?=/m)
    expect(download.suggestedFilename()).toMatch(/^figures-.*\.csv$/)
  })

  test('fits a phone, in the dark, in Spanish', async () => {
    const look = { viewport: PHONE, colorScheme: 'dark', locale: 'es-ES' } as const
    const page = await house.open('Sofía Vega', '/figures', look)
    await page.getByRole('heading', { name: 'Métricas', level: 1 }).waitFor()
    await page.locator('.recharts-surface').first().waitFor()
    await shoot(page, 'figures-phone-dark')
    expect(await fits(page)).toBe(true)
    expect(await axeFinds(page)).toEqual([])
  })

  test('is not for agents', async () => {
    const page = await house.open('Ana Pop', '/figures', { viewport: DESKTOP })
    await page.getByText('There is no such page').waitFor()
    expect(await page.getByRole('link', { name: 'Figures' }).count()).toBe(0)
  })
})
