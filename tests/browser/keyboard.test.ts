import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { expectSaid, field, launcher, PHONE, SIZES, say, useBrowser } from './browser.ts'

const { open, chat, server } = useBrowser()

/** What has the focus: the role's name or the class of it. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const inside = document.querySelector('conserje-chat')?.shadowRoot?.activeElement
    return (
      inside?.getAttribute('aria-label') ??
      inside?.textContent ??
      inside?.className ??
      document.activeElement?.tagName
    )
  })

describe.each(SIZES)('the keyboard at %s', (_, viewport) => {
  it('does everything: opens, writes, chooses, closes, and returns to where it was', async () => {
    const page = await open({ viewport })
    await launcher(page).waitFor()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await expect.poll(() => focused(page)).toBe('Open chat')
    await page.keyboard.press('Enter')
    await page.locator('.choice').first().waitFor()
    await expect.poll(() => focused(page)).toBe('Your message')
    await page.keyboard.type('order')
    await page.keyboard.press('Enter')
    await page.getByText('Track the parcel').waitFor()
    await page.locator('.choice').first().waitFor()
    await expect.poll(() => focused(page)).toBe('Your message')
    await page.keyboard.press('Shift+Tab')
    await expect.poll(() => focused(page)).toBe('Talk to a person')
    await page.keyboard.press('Space')
    await expectSaid(page, ['order', 'Talk to a person'])
    await expect.poll(() => focused(page)).toBe('Your message')
    await page.keyboard.press('Escape')
    expect(await page.locator('.panel').count()).toBe(0)
    await expect.poll(() => focused(page)).toBe('Open chat')
  })

  it('goes through the panel from top to bottom', async () => {
    const page = await chat({ viewport })
    await field(page).fill('x')
    await page.getByRole('button', { name: 'Close chat' }).first().focus()
    const order = []
    for (let i = 0; i < 8; i++) {
      order.push(await focused(page))
      await page.keyboard.press('Tab')
    }
    expect(order.slice(0, 8)).toEqual([
      'Close chat',
      'Conversation',
      'Where is my order?',
      'Return something',
      'Talk to a person',
      'Your message',
      'Attach files',
      'Send',
    ])
  })
})

describe('the keyboard', () => {
  it('makes a new line with Shift+Enter, and grows the field', async () => {
    const page = await chat({ reducedMotion: 'reduce' })
    const before = (await field(page).boundingBox())?.height ?? 0
    await field(page).pressSequentially('one')
    await page.keyboard.press('Shift+Enter')
    await page.keyboard.type('two')
    expect((await field(page).boundingBox())?.height).toBeGreaterThan(before)
    await page.keyboard.press('Enter')
    await page.getByText('You said: one').waitFor()
    expect(server().taken).toMatchObject([{ text: 'one\ntwo' }])
    expect((await field(page).boundingBox())?.height).toBe(before)
  })

  it('sends nothing while an input method composes a word', async () => {
    const page = await chat()
    const client = await page.context().newCDPSession(page)
    await field(page).focus()
    await client.send('Input.imeSetComposition', { text: '你好', selectionStart: 2, selectionEnd: 2 })
    await field(page).evaluate(area => {
      for (const init of [{ isComposing: true }, { keyCode: 229 }]) {
        area.dispatchEvent(
          new KeyboardEvent('keydown', {
            key: 'Enter',
            bubbles: true,
            cancelable: true,
            composed: true,
            ...init,
          }),
        )
      }
    })
    await page.waitForTimeout(200)
    expect(server().taken).toEqual([])
    await client.send('Input.insertText', { text: '你好' })
    await page.keyboard.press('Enter')
    await expectSaid(page, ['你好'])
  })

  it('keeps the page’s own shortcuts from firing while one types, and the rest of the page’s keys alive', async () => {
    const page = await chat({
      html: '<script>window.keys = []; document.addEventListener("keydown", e => keys.push(e.key))</script>',
    })
    await field(page).press('s')
    expect(await page.evaluate('keys')).toEqual([])
    await page.locator('a', { hasText: 'A link' }).press('s')
    expect(await page.evaluate('keys')).toEqual(['s'])
  })

  it('keeps half a message over a reload, and does not take the page’s focus', async () => {
    const page = await chat()
    await field(page).fill('half a mess')
    await page.reload()
    await page.locator('.choice').first().waitFor()
    expect(await field(page).inputValue()).toBe('half a mess')
    await expect.poll(() => focused(page)).toBe('BODY')
  })

  it('does not call up a phone’s keyboard before one wants to write', async () => {
    const page = await chat({ viewport: PHONE, touch: true })
    const inFocus = () =>
      page.evaluate(() => document.querySelector('conserje-chat')?.shadowRoot?.activeElement?.className)
    await expect.poll(inFocus).toBe('panel')
    await page.locator('.choice').first().tap()
    await page.getByText('You chose').waitFor()
    await expect.poll(inFocus).toBe('panel')
  })

  it('says when a message is too long instead of cutting it', async () => {
    const page = await chat()
    await field(page).fill('x'.repeat(20_001))
    expect(await page.getByRole('alert').textContent()).toBe('1 character too many')
    await field(page).press('Enter')
    expect(await field(page).inputValue()).toHaveLength(20_001)
    await say(page, 'short')
    await expectSaid(page, ['short'])
  })
})
