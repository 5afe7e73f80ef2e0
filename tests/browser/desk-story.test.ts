import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId } from '../../protocol/ids.ts'
import { hashPassword } from '../../server/password.ts'
import { openStore } from '../../store/open.ts'
import { type FreshDatabase, freshDatabase } from '../fresh-database.ts'
import { type ChildServer, freePort, startChild } from '../server/child-server.ts'

const PASSWORD = 'a password of the tests'
const SHOTS = process.env.SCREENSHOTS

/** The reference bot with its desk open day and night, so that the story does not hang on when it is told. */
function openShop(folder: string): string {
  for (const name of ['shop', 'common']) cpSync(join('bots', name), join(folder, name), { recursive: true })
  const path = join(folder, 'shop', 'desk.yaml')
  const written = readFileSync(path, 'utf8')
  const always = written
    .replaceAll(/mon-fri: [\d:-]+/g, 'mon-sun: 0:00-24:00')
    .replace(/^holidays:.*\n(?:[ \t]+.*\n)*/m, 'holidays: { ES: [], RO: [] }\n')
  expect(always).not.toBe(written)
  writeFileSync(path, always)
  return join(folder, 'shop')
}

/** A customer in the widget, in Spanish, and two agents in the console, in English, over a real server in a process of its own. */
describe.each([
  ['an escalated conversation', false],
  ['the same with the server killed in the middle', true],
])('%s', (_, killed) => {
  let folder: string
  let database: FreshDatabase
  let server: ChildServer
  let browser: Browser
  let start: () => Promise<ChildServer>
  const errors: string[] = []

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'conserje-story-'))
    database = await freshDatabase('sqlite')
    const store = await openStore({ url: database.url, idleMs: 86_400_000, exclusive: true })
    const passwordHash = await hashPassword(PASSWORD)
    for (const [name, email] of [
      ['Ana Pop', 'ana@example.org'],
      ['Radu Ionescu', 'radu@example.org'],
    ] as const) {
      const createdAt = new Date().toISOString()
      await store.agents.add({ id: newId('agt'), name, email, role: 'agent', passwordHash, createdAt })
    }
    await store.close()
    const options = { databaseUrl: database.url, port: await freePort(), args: [openShop(folder)] }
    start = () => startChild(options)
    server = await start()
    browser = await chromium.launch({
      executablePath: '/usr/bin/chromium',
      args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    })
  }, 120_000)
  afterAll(async () => {
    await browser?.close()
    await server?.end('SIGKILL')
    await database?.drop()
    rmSync(folder, { recursive: true, force: true })
  })

  async function pageOf(
    path: string,
    locale: string,
    viewport: { width: number; height: number },
    email?: string,
  ): Promise<Page> {
    const context = await browser.newContext({
      baseURL: server.url,
      locale,
      viewport,
      reducedMotion: 'reduce',
    })
    context.setDefaultTimeout(20_000)
    if (email !== undefined)
      await context.request.post('/api/v1/session', { data: { email, password: PASSWORD } })
    const page = await context.newPage()
    page.on('pageerror', error => errors.push(error.message))
    await page.goto(path)
    return page
  }

  const console_ = (email: string) => pageOf('/console/', 'en-GB', { width: 1360, height: 860 }, email)
  const offered = (page: Page) => page.getByRole('button', { name: 'Accept' }).first()
  const shot = async (page: Page, name: string) => {
    if (SHOTS === undefined || killed) return
    mkdirSync(SHOTS, { recursive: true })
    await page.screenshot({ path: join(SHOTS, `desk-${name}.png`) })
  }

  /** The console of whom it is offered to, and the other one. */
  async function whoIsAsked(pages: readonly [Page, Page]): Promise<[Page, Page]> {
    const asked = await Promise.race(
      pages.map(async page => {
        await offered(page).waitFor()
        return page
      }),
    )
    return asked === pages[0] ? [pages[0], pages[1]] : [pages[1], pages[0]]
  }

  async function say(customer: Page, text: string): Promise<void> {
    await customer.getByRole('textbox').fill(text)
    await customer.keyboard.press('Enter')
  }

  async function take(page: Page): Promise<void> {
    await offered(page).click()
    await page.getByRole('button', { name: 'Resolve' }).waitFor()
  }

  async function write(page: Page, text: string): Promise<void> {
    await page.getByRole('region', { name: 'Write' }).getByRole('textbox').fill(text)
    await page.keyboard.press('Enter')
  }

  test('goes to a person, to another, back to the bot, to a person again, and ends with a grade', async () => {
    const consoles: [Page, Page] = [await console_('ana@example.org'), await console_('radu@example.org')]
    const customer = await pageOf('/chat', 'es-ES', { width: 420, height: 780 })
    await customer.getByText('¡Hola!').first().waitFor()

    await say(customer, 'q tal, el 10432 sigue sin llegar, quiero hablar con una persona')
    await customer.getByText('Te paso con alguien').waitFor()
    const [first, second] = await whoIsAsked(consoles)
    await first.getByText('q tal, el 10432').first().click()
    // The number that came with the wish for a person is known, though the bot asked for none.
    await first
      .getByText(/order 10432/)
      .first()
      .waitFor()
    await take(first)
    await write(first, 'Hola, miro tu pedido.')
    await customer.getByText('Hola, miro tu pedido.').waitFor()
    await say(customer, 'gracias, es un regalo')
    await first
      .getByRole('region', { name: 'Conversation' })
      .or(first.locator('main'))
      .getByText('gracias, es un regalo')
      .first()
      .waitFor()
    await shot(first, 'console')
    await shot(customer, 'customer')

    if (killed) {
      await server.end('SIGKILL')
      server = await start()
    }

    // A note is the desk's alone.
    await first.getByRole('region', { name: 'Write' }).getByText('Note', { exact: true }).click()
    await write(first, 'Quiere el regalo antes del viernes.')
    await first.locator('main').getByText('Quiere el regalo').first().waitFor()
    await shot(first, 'note')

    await first.keyboard.press('Escape')
    await first.keyboard.press('t')
    const dialog = first.getByRole('dialog')
    await dialog.getByRole('textbox').fill(first === consoles[0] ? 'radu' : 'ana')
    await first.keyboard.press('Enter')
    await offered(second).waitFor()
    await second.getByText('Unknown customer').first().click()
    await second.locator('main').getByText('Quiere el regalo').first().waitFor()
    await take(second)
    await write(second, 'Soy otra persona del equipo. Te devuelvo al asistente.')
    await customer.getByText('Te devuelvo al asistente').waitFor()

    await second.keyboard.press('Escape')
    await second.keyboard.press('b')
    await shot(second, 'return')
    await second
      .getByRole('dialog')
      .getByRole('button', { name: /Return/ })
      .click()
    await expect.poll(() => second.getByRole('dialog').count()).toBe(0)
    await customer
      .getByText(/asistente virtual|vuelvo|de nuevo/i)
      .last()
      .waitFor()
    await say(customer, '¿cuánto cuesta el envío?')
    await customer.getByText(/4,90/).first().waitFor()

    await say(customer, 'quiero hablar con una persona')
    const [third] = await whoIsAsked(consoles)
    await third.getByText('quiero hablar con una persona').first().click()
    await take(third)
    await write(third, 'Hecho: llega mañana.')
    await customer.getByText('llega mañana').waitFor()
    await third.keyboard.press('Escape')
    await third.keyboard.press('e')
    await third.getByRole('dialog').getByRole('combobox').selectOption({ label: 'Late delivery' })
    await shot(third, 'resolve')
    await third.getByRole('dialog').getByRole('button', { name: 'Resolve' }).click()

    // The survey's five grades, as buttons.
    const grade = customer.getByRole('button', { name: /5/ }).last()
    await grade.waitFor()
    await shot(customer, 'survey')
    await grade.click()
    await expect.poll(async () => customer.getByText(/gracias/i).count()).toBeGreaterThan(1)
    expect(await customer.getByText('Quiere el regalo').count()).toBe(0)
    expect(errors).toEqual([])
  }, 180_000)
})
