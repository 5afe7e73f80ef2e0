import { beforeAll, describe, expect, test } from 'vitest'
import { type ChatClient, openChat } from '../server/direct-line-client.ts'
import { axeFinds, fits, PHONE, shoot, useHouse } from './console-house.ts'

const house = useHouse()
let chat: ChatClient
beforeAll(async () => {
  chat = await openChat(house.url())
  await chat.post('Hello, do you ship to the Azores?', '1')
  await chat.replies(2)
  await chat.post('<img src=x onerror=alert(1)> zanzibar', '2')
  await chat.replies(3)
  const other = await openChat(house.url())
  await other.post('can I talk to a person?', '1')
  await other.replies(2)
}, 60_000)

describe('the search', () => {
  test('finds what was said with the bot, marks it, and shows the whole of it', async () => {
    const page = await house.open('Sofía Vega', '/')
    await page.getByRole('heading', { name: 'Queue' }).waitFor()
    await page.keyboard.press('g')
    await page.keyboard.press('s')
    const hits = page.getByRole('list', { name: 'Conversations found' }).getByRole('listitem')
    await expect.poll(() => hits.count()).toBe(2)
    await page.getByRole('searchbox').fill('AZORES')
    await expect.poll(() => hits.count(), { timeout: 10_000 }).toBe(1)
    expect(await hits.locator('mark').first().textContent()).toBe('Azores')
    expect(page.url()).toContain('q=AZORES')
    await hits.getByRole('link').click()
    const transcript = page.getByRole('log', { name: 'What was said' })
    await transcript.getByText('do you ship to the Azores?').waitFor()
    expect(await transcript.getByText('<img src=x onerror=alert(1)> zanzibar').count()).toBe(1)
    expect(await page.getByRole('textbox', { name: 'Reply to the customer' }).count()).toBe(0)
    await shoot(page, 'search')
    expect(await axeFinds(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.getByText('Choose a conversation to read it.').waitFor()
    expect(page.url()).toContain('q=AZORES')
  })

  test('leads to the desk where a conversation was handed over', async () => {
    const page = await house.open('Sofía Vega', '/search?q=person')
    const hits = page.getByRole('list', { name: 'Conversations found' }).getByRole('link')
    await hits.filter({ hasText: 'Handed over' }).click()
    await page.getByRole('link', { name: 'Open at the desk' }).click()
    await expect.poll(() => page.url()).toContain('/c/hof_')
    await page.getByRole('region', { name: 'Conversation' }).waitFor()
  })

  test('says when nothing fits', async () => {
    const page = await house.open('Sofía Vega', '/search?q=xylophone')
    await page.getByText('No conversation fits.').waitFor()
  })

  test('is a list, then a conversation, on a phone, in the dark', async () => {
    const page = await house.open('Sofía Vega', '/search?q=azores', { viewport: PHONE, colorScheme: 'dark' })
    const hit = page.getByRole('list', { name: 'Conversations found' }).getByRole('link').first()
    await hit.waitFor()
    await shoot(page, 'search-phone-dark')
    expect(await axeFinds(page)).toEqual([])
    await hit.click()
    await page.getByRole('log', { name: 'What was said' }).waitFor()
    await shoot(page, 'search-phone-dark-read')
    expect(await fits(page)).toBe(true)
    expect(await axeFinds(page)).toEqual([])
    await page.getByRole('link', { name: 'Back to the search' }).click()
    await hit.waitFor()
  })
})
