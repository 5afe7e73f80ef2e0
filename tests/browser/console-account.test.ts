import { describe, expect, test } from 'vitest'
import { axeFinds, emailOf, fits, PASSWORD, PHONE, shoot, useHouse } from './console-house.ts'

const house = useHouse()

describe('the account', () => {
  test('makes an API token, shows it once, and revokes it', async () => {
    const page = await house.open('Sofía Vega', '/account')
    await page.getByLabel('Name').fill('Spreadsheet of the shop')
    await page.getByRole('checkbox', { name: /^Read/ }).uncheck()
    await page.getByRole('checkbox', { name: /^Figures/ }).check()
    await page.getByRole('button', { name: 'Make a token' }).click()
    const token = String(await page.locator('code').textContent())
    expect(token.length).toBeGreaterThan(30)
    const headers = { authorization: `Bearer ${token}` }
    expect((await fetch(`${house.url()}/api/v1/figures.csv`, { headers })).status).toBe(200)
    expect((await fetch(`${house.url()}/api/v1/handoffs`, { headers })).status).toBe(403)
    const row = page.getByRole('row').filter({ hasText: 'Spreadsheet of the shop' })
    await row.waitFor()
    await shoot(page, 'account')
    expect(await axeFinds(page)).toEqual([])
    await page.reload()
    await row.waitFor()
    expect(await page.getByText(token).count()).toBe(0)
    // Once to say so, once to be sure.
    await row.getByRole('button').click()
    expect(await row.count()).toBe(1)
    await row.getByRole('button').click()
    await expect.poll(() => row.count()).toBe(0)
    expect((await fetch(`${house.url()}/api/v1/figures.csv`, { headers })).status).toBe(401)
  })

  test('changes the password, and says what is wrong with one', async () => {
    const page = await house.open('Ana Pop', '/account')
    const elsewhere = await house.open('Ana Pop', '/account')
    const next = 'another password of Ana'
    const fill = async (current: string, password: string, again: string) => {
      await page.getByLabel('Your password now').fill(current)
      await page.getByLabel('New password').fill(password)
      await page.getByLabel('Password, once more').fill(again)
      await page.getByRole('button', { name: 'Change the password' }).click()
    }
    await fill(PASSWORD, 'short', 'short')
    await page.locator('[class*=error]', { hasText: 'At least 10 characters' }).waitFor()
    await fill(PASSWORD, next, `${next}!`)
    await page.getByText('The two passwords differ.').waitFor()
    await fill('not my password', next, next)
    await page.getByText('current: is not your password').waitFor()
    await fill(PASSWORD, next, next)
    await page.getByText('The password is changed.').waitFor()
    // Who is signed in elsewhere is so no more; here all goes on.
    await elsewhere.reload()
    await elsewhere.getByRole('heading', { name: 'Sign in' }).waitFor()
    await page.reload()
    await page.getByRole('heading', { name: 'Account', level: 1 }).waitFor()
    const answer = await page.request.post('/api/v1/session', {
      data: { email: emailOf('Ana Pop'), password: next },
    })
    expect(answer.status()).toBe(200)
  })

  test('signs out everywhere', async () => {
    const page = await house.open('Radu Ionescu', '/account')
    const elsewhere = await house.open('Radu Ionescu', '/account')
    await page.getByRole('button', { name: 'Sign out everywhere' }).click()
    await page.getByRole('button', { name: 'Sign out here too?' }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await elsewhere.reload()
    await elsewhere.getByRole('heading', { name: 'Sign in' }).waitFor()
  })

  test('speaks another language and looks another way at once, and stays so', async () => {
    const page = await house.open('Dee Dune', '/account', { viewport: PHONE })
    await page.getByLabel('Language').selectOption('ro')
    await page.getByRole('heading', { name: 'Cont', level: 1 }).waitFor()
    await page.getByText('Întunecat', { exact: true }).click()
    await page.reload()
    await page.getByRole('heading', { name: 'Cont', level: 1 }).waitFor()
    expect(await page.locator('html').getAttribute('data-mantine-color-scheme')).toBe('dark')
    expect(await page.locator('html').getAttribute('lang')).toBe('ro')
    await shoot(page, 'account-phone-dark')
    expect(await fits(page)).toBe(true)
    expect(await axeFinds(page)).toEqual([])
  })
})
