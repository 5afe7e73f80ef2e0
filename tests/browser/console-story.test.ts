import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { noteField, replyField, rowsShown, transcript } from './console.ts'
import { shoot, useHouse } from './console-house.ts'

const house = useHouse()
const WIDE = { viewport: { width: 1440, height: 900 } }

/** A customer on the shop's own chat page, who has asked for a person. */
async function customerAsks(): Promise<{ page: Page; say(text: string): Promise<void> }> {
  const page = await house.open('Dee Dune', '/account', { locale: 'es-ES' })
  await page.goto(`${house.url()}/chat`)
  const field = page.getByRole('textbox')
  const say = async (text: string) => {
    await field.fill(text)
    await field.press('Enter')
  }
  await page.locator('.choice').first().waitFor()
  await say('¿dónde está mi pedido 10432?')
  await page.getByText('10432', { exact: false }).nth(1).waitFor()
  await say('quiero hablar con una persona')
  return { page, say }
}

const inChat = (page: Page, text: string) => page.locator('.row .bubble').filter({ hasText: text })
/** The last row stands whole above the composer. */
const showsEnd = (page: Page) =>
  transcript(page).evaluate(log => log.scrollHeight - log.scrollTop - log.clientHeight < 40)

describe('a customer in the chat and agents in the console, on a real server', () => {
  test('from the escalation over claim, replies, note and transfer to return and resolve', async () => {
    const ana = await house.open('Ana Pop', '/', WIDE)
    const radu = await house.open('Radu Ionescu', '/', WIDE)
    await ana.getByRole('heading', { name: 'Queue' }).waitFor()
    const { page: customer, say } = await customerAsks()

    // The hand-off comes to both by itself; a key opens it, and its end is what one sees.
    await expect.poll(() => rowsShown(ana).count(), { timeout: 15_000 }).toBe(1)
    await expect.poll(() => rowsShown(radu).count(), { timeout: 15_000 }).toBe(1)
    await ana.keyboard.press('j')
    await transcript(ana).getByText('quiero hablar con una persona').waitFor()
    await expect.poll(() => showsEnd(ana)).toBe(true)
    await ana.getByRole('complementary').getByText('10432').first().waitFor()
    await ana.keyboard.press('c')
    await ana.getByRole('button', { name: 'Resolve' }).waitFor()

    // Replies both ways, with what each is typing.
    await ana.keyboard.press('r')
    await replyField(ana).pressSequentially('Hola, soy Ana.')
    await ana.keyboard.press('Enter')
    await inChat(customer, 'Hola, soy Ana.').waitFor()
    await expect.poll(() => transcript(ana).getByText('Hola, soy Ana.').count()).toBe(1)
    await transcript(ana)
      .getByRole('img', { name: /Sent|Delivered|Read/ })
      .last()
      .waitFor()
    await say('gracias, ¿y mi pedido?')
    await transcript(ana).getByText('gracias, ¿y mi pedido?').waitFor()
    await expect.poll(() => showsEnd(ana)).toBe(true)

    // A note stays among agents, and names one.
    await ana.keyboard.press('Escape')
    await ana.keyboard.press('n')
    await noteField(ana).pressSequentially('Mira el pedido @rad')
    await ana.getByRole('option', { name: /Radu/ }).waitFor()
    await ana.keyboard.press('Enter')
    await ana.keyboard.press('Enter')
    await ana.getByRole('article', { name: 'Note by Ana Pop' }).waitFor()
    await radu.getByText('Ana Pop mentioned you').waitFor()
    expect(await customer.getByText('Mira el pedido').count()).toBe(0)
    await shoot(ana, 'story-note')

    // To a colleague, who takes it.
    await ana.keyboard.press('Escape')
    await ana.keyboard.press('t')
    await ana.getByPlaceholder('Agent, team or language').fill('radu')
    await ana.keyboard.press('Enter')
    await radu
      .getByText(/Offered to you/)
      .first()
      .waitFor()
    await rowsShown(radu).first().getByRole('link').click()
    await radu
      .getByRole('button', { name: 'Resolve' })
      .or(radu.getByRole('button', { name: 'Accept' }).last())
      .waitFor()
    await radu.locator('#conversation').focus()
    await radu.keyboard.press('a')
    await radu.getByRole('button', { name: 'Resolve' }).waitFor()
    await ana.getByText('Reply', { exact: true }).click()
    await ana.getByText('Radu Ionescu has this conversation').waitFor()

    // Back to the bot, and to a person again.
    await radu.keyboard.press('b')
    await radu.getByRole('dialog').waitFor()
    await radu.keyboard.press('Control+Enter')
    await radu.getByText('Given back to the bot').waitFor()
    await expect.poll(() => rowsShown(ana).count()).toBe(0)
    await say('quiero hablar con una persona')
    await expect.poll(() => rowsShown(radu).count(), { timeout: 15_000 }).toBe(1)
    await rowsShown(radu).first().getByRole('link').click()
    await radu
      .getByRole('button', { name: /Claim|Accept/ })
      .first()
      .waitFor()
    await radu.locator('#conversation').focus()
    await radu.keyboard.press((await radu.getByRole('button', { name: 'Claim' }).count()) > 0 ? 'c' : 'a')
    await radu.getByRole('button', { name: 'Resolve' }).waitFor()
    await radu.keyboard.press('e')
    const cause = radu.getByLabel('What was it about?')
    await cause.selectOption({ index: 1 })
    await radu.keyboard.press('Control+Enter')
    await radu.getByText('Resolved').first().waitFor()
    await expect.poll(() => rowsShown(radu).count()).toBe(0)
  }, 120_000)

  test('of two who claim at once one wins, and the other is told', async () => {
    const ana = await house.open('Ana Pop', '/', WIDE)
    const radu = await house.open('Radu Ionescu', '/', WIDE)
    await customerAsks()
    for (const page of [ana, radu]) {
      await expect.poll(() => rowsShown(page).count(), { timeout: 15_000 }).toBe(1)
      await page.keyboard.press('j')
      await page.getByRole('button', { name: 'Claim' }).waitFor()
    }
    await Promise.all([ana.keyboard.press('c'), radu.keyboard.press('c')])
    const has = (page: Page) => page.getByRole('button', { name: 'Resolve' }).count()
    await expect.poll(async () => (await has(ana)) + (await has(radu))).toBe(1)
    const loser = (await has(ana)) === 1 ? radu : ana
    await loser.getByText(/has this conversation/).waitFor()
  }, 60_000)
})
