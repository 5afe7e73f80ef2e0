import { beforeAll, describe, expect, test } from 'vitest'
import { writeDesk } from './console-history.ts'
import { axeFinds, fits, PHONE, shoot, useHouse } from './console-house.ts'

const house = useHouse()
beforeAll(() => writeDesk(house.direct(), Date.now()))

describe('the supervisor’s page', () => {
  test('tells who is there, who waits for how long, and what is overdue first', async () => {
    const page = await house.open('Sofía Vega', '/team')
    const rows = page.getByRole('list', { name: 'Open hand-offs, overdue first' }).getByRole('listitem')
    await expect.poll(() => rows.count()).toBe(6)
    expect(await rows.nth(0).textContent()).toContain('late')
    expect(await rows.nth(1).textContent()).toContain('late')
    expect(await rows.nth(2).textContent()).toContain('left')
    // What a customer calls themselves is text, whatever it looks like.
    expect(await page.getByText('<b>Bold</b> & Söhne').count()).toBe(1)
    const agents = page.getByRole('region', { name: 'Agents' }).getByRole('row')
    await expect.poll(() => agents.count()).toBe(4)
    expect(await agents.filter({ hasText: 'Dee Dune' }).count()).toBe(0)
    const overdue = page.locator('dl div').filter({ hasText: 'Overdue' }).locator('dd')
    expect(await overdue.textContent()).toBe('2')
    await shoot(page, 'team')
    expect(await axeFinds(page)).toEqual([])
  })

  test('gives any hand-off to somebody else, by keyboard', async () => {
    const page = await house.open('Sofía Vega', '/')
    await page.getByRole('heading', { name: 'Queue' }).waitFor()
    await page.keyboard.press('g')
    await page.keyboard.press('d')
    const button = page.getByRole('button', { name: 'Assign Carmen Ruiz…' })
    await button.focus()
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox').fill('radu')
    await shoot(page, 'team-assign')
    expect(await axeFinds(page)).toEqual([])
    await page.keyboard.press('Enter')
    await expect.poll(() => dialog.count()).toBe(0)
    const answer = await page.request.get('/api/v1/handoffs?status=offered')
    const { items } = (await answer.json()) as { items: { customerName: string; agentName: string }[] }
    expect(items.map(({ customerName, agentName }) => [customerName, agentName])).toEqual([
      ['Carmen Ruiz', 'Radu Ionescu'],
    ])
  })

  test('takes what an agent has, and gives it to another', async () => {
    const ana = await house.open('Ana Pop', '/')
    const session = (await (await ana.request.get('/api/v1/session')).json()) as { csrfToken: string }
    const { items } = (await (await ana.request.get('/api/v1/handoffs?status=waiting,offered')).json()) as {
      items: { id: string; customerName: string }[]
    }
    const marta = items.find(({ customerName }) => customerName === 'Marta Gil')
    const claimed = await ana.request.post(`/api/v1/handoffs/${marta?.id}/claim`, {
      headers: { 'x-csrf-token': session.csrfToken },
      data: {},
    })
    expect(claimed.status()).toBe(200)
    const page = await house.open('Sofía Vega', '/team')
    const row = page.getByRole('listitem').filter({ hasText: 'Marta Gil' })
    await row.filter({ hasText: 'Ana Pop' }).waitFor()
    await row.getByRole('button').click()
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Radu Ionescu/ })
      .click()
    await row.filter({ hasText: 'Radu Ionescu' }).waitFor()
    const agents = page.getByRole('region', { name: 'Agents' }).getByRole('row')
    await expect.poll(() => agents.filter({ hasText: 'Ana Pop' }).textContent()).toContain('0 of')
    const radu = agents.filter({ hasText: 'Radu Ionescu' }).getByRole('cell').nth(3)
    await expect.poll(() => radu.textContent()).toBe('2')
    await expect.poll(() => agents.filter({ hasText: 'Ana Pop' }).textContent()).toContain('Online')
  })

  test('fits a phone, in the dark, in Romanian', async () => {
    const look = { viewport: PHONE, colorScheme: 'dark', locale: 'ro-RO' } as const
    const page = await house.open('Sofía Vega', '/team', look)
    await page.getByRole('heading', { name: 'Echipa', level: 1 }).waitFor()
    const list = page.getByRole('list', { name: 'Conversații deschise, întâi cele întârziate' })
    await list.getByRole('listitem').first().waitFor()
    await shoot(page, 'team-phone-dark')
    await list.scrollIntoViewIfNeeded()
    await shoot(page, 'team-phone-dark-queue')
    expect(await fits(page)).toBe(true)
    expect(await axeFinds(page)).toEqual([])
  })

  test('is for supervisors only', async () => {
    for (const name of ['Ana Pop', 'Dee Dune']) {
      const page = await house.open(name, '/team')
      await page.getByText('There is no such page').waitFor()
    }
  })
})
