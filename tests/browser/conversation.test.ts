import { describe, expect, it } from 'vitest'
import { bubbles, expectSaid, field, launcher, SIZES, say, useBrowser } from './browser.ts'

const { open, chat, server } = useBrowser()

describe.each(SIZES)('a conversation at %s', (_, viewport) => {
  it('asks the server for nothing until the customer opens it', async () => {
    const page = await open({ viewport })
    await launcher(page).waitFor()
    await page.waitForTimeout(300)
    expect(server().requests).toEqual([])
    await launcher(page).click()
    await page.getByText("Casa Lumen's virtual assistant", { exact: false }).first().waitFor()
    expect(server().requests).toEqual(['POST /tokens/generate', 'POST /conversations'])
  })

  it('answers what is written', async () => {
    const page = await chat({ viewport })
    await say(page, 'hello')
    await page.getByText('You said: hello').waitFor()
    await expectSaid(page, ['hello'])
    expect(server().taken).toMatchObject([{ type: 'message', text: 'hello' }])
  })

  it('takes a choice for the answer, and takes the choices away', async () => {
    const page = await chat({ viewport })
    await page.getByRole('button', { name: 'Return something' }).click()
    await page.getByText('You chose {"choice":"option.1"}').waitFor()
    await expectSaid(page, ['Return something'])
    expect(await page.locator('.choice').count()).toBe(0)
    expect(server().taken).toMatchObject([
      {
        type: 'message',
        text: 'Return something',
        value: { choice: 'option.1' },
        channelData: { postBack: true },
      },
    ])
  })

  it('shows an order card with its facts and its safe links', async () => {
    const page = await chat({ viewport })
    await say(page, 'where is my order')
    const card = page.getByRole('article', { name: 'Order 10432' })
    await card.waitFor()
    expect(await card.locator('dt').allInnerTexts()).toEqual(['Arrives', 'Carrier', 'Items', 'Total'])
    expect(await card.getByRole('img').getAttribute('alt')).toBe('Lamp')
    expect(await card.getByText('An element from the future').count()).toBe(1)
    const link = card.getByRole('link', { name: /Track the parcel/ })
    expect(await link.getAttribute('href')).toBe('https://tracking.example/10432')
    expect(await link.getAttribute('rel')).toContain('noopener')
    expect(await link.getAttribute('target')).toBe('_blank')
    expect(await card.getByText('Bad').count()).toBe(0)
    await card.getByRole('button', { name: 'Change the address' }).click()
    await page.getByText('You chose {"choice":"address"}').waitFor()
    expect(await card.getByRole('button', { name: 'Change the address' }).isDisabled()).toBe(true)
  })

  it('is there again after a reload, and on the shop’s next page', async () => {
    const page = await chat({ viewport })
    await say(page, 'remember me')
    await page.getByText('You said: remember me').waitFor()
    await page.reload()
    await page.getByText('You said: remember me').waitFor()
    await expectSaid(page, ['remember me'])
    expect(server().conversations.size).toBe(1)
    expect(server().requests.filter(request => request === 'POST /tokens/resume')).toHaveLength(1)
    await say(page, 'still here')
    await page.getByText('You said: still here').waitFor()
    await expectSaid(page, ['remember me', 'still here'])
  })

  it('stays inside its window', async () => {
    const page = await chat({ viewport })
    await say(page, 'where is my order')
    await page.getByText('Track the parcel').waitFor()
    const sideways = await page.evaluate(() => {
      const scroller = document
        .querySelector('conserje-chat')
        ?.shadowRoot?.querySelector('.scroller') as HTMLElement
      return [document.documentElement.scrollWidth - innerWidth, scroller.scrollWidth - scroller.clientWidth]
    })
    expect(sideways).toEqual([0, 0])
    const box = await page.locator('.panel').boundingBox()
    if (viewport.width < 480) expect(box).toEqual({ x: 0, y: 0, ...viewport })
    else expect((box?.x ?? 0) + (box?.width ?? 0)).toBe(viewport.width - 20)
  })
})

describe('a conversation', () => {
  it('starts anew when the resume token is refused', async () => {
    const page = await chat()
    await say(page, 'old words')
    await page.getByText('You said: old words').waitFor()
    server().faults.resumeRefused = true
    await page.reload()
    await page.locator('.choice').first().waitFor()
    await expectSaid(page, [])
    expect(server().conversations.size).toBe(2)
  })

  it('is shared by two tabs', async () => {
    const page = await chat()
    const second = await page.context().newPage()
    await second.goto(page.url())
    await launcher(second).click()
    await say(page, 'from the first')
    await expectSaid(second, ['from the first'])
    await say(second, 'from the second')
    await expectSaid(page, ['from the first', 'from the second'])
  })

  it('shows a badge and a number in the title for what comes while it is closed, and clears them when it is read', async () => {
    const page = await chat()
    await page.keyboard.press('Escape')
    server().say({ text: 'Your parcel is here.' })
    await expect.poll(() => page.title()).toBe('(1) Shop')
    expect(await page.locator('.badge').textContent()).toBe('1')
    expect(await launcher(page).getAttribute('aria-label')).toBe('Open chat, 1 new message')
    await page.reload()
    await expect.poll(() => page.title()).toBe('(1) Shop')
    await launcher(page).click()
    await expect.poll(() => page.title()).toBe('Shop')
    expect(await page.locator('.badge').count()).toBe(0)
  })

  it('tells bot, agent and notices apart', async () => {
    const page = await chat()
    await say(page, 'a person, please')
    await bubbles(page, 'agent').waitFor()
    expect(await page.locator('.notice-row').textContent()).toBe('Elena has joined the conversation')
    expect(await page.locator('.row.agent .name bdi').textContent()).toBe('Elena Marín')
    expect(await page.locator('header').textContent()).toContain("You're chatting with Elena Marín")
  })

  it('shows the typing sign until the answer comes', async () => {
    const page = await chat()
    server().faults.replyMs = 1500
    await say(page, 'think')
    await page.getByRole('img', { name: 'Casa Lumen is typing' }).waitFor()
    await page.getByText('You said: think').waitFor()
    expect(await page.locator('.typing').count()).toBe(0)
  })

  it('keeps the place of who reads above, and offers the way down', async () => {
    const page = await chat()
    await say(page, 'hostile')
    await bubbles(page, 'bot').nth(5).waitFor()
    await page.waitForTimeout(500)
    await page.locator('.scroller').evaluate(box => box.scrollTo({ top: 0, behavior: 'instant' }))
    await page.waitForTimeout(200)
    server().say({ text: 'Something new' })
    const down = page.getByRole('button', { name: 'New messages' })
    await down.waitFor()
    expect(await page.locator('.scroller').evaluate(box => box.scrollTop)).toBe(0)
    await down.click()
    await expect
      .poll(() =>
        page.locator('.scroller').evaluate(box => box.scrollHeight - box.scrollTop - box.clientHeight),
      )
      .toBeLessThan(3)
    expect(await down.count()).toBe(0)
  })

  it('stays at the end while several messages come in a row', async () => {
    const page = await chat()
    for (let i = 1; i <= 12; i++) {
      server().say({ text: `Message ${i}: ${'words '.repeat(20)}` })
      await page.waitForTimeout(60)
    }
    await bubbles(page, 'bot').nth(12).waitFor()
    await expect
      .poll(() =>
        page.locator('.scroller').evaluate(box => box.scrollHeight - box.scrollTop - box.clientHeight),
      )
      .toBeLessThan(3)
    expect(await page.getByRole('button', { name: 'New messages' }).count()).toBe(0)
  })

  it('sends files, shows their picture, and tells which it cannot take', async () => {
    server().pages.set('/lamp.png', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    const page = await chat()
    const png = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    )
    await page.locator('input[type=file]').setInputFiles([
      { name: 'lamp.png', mimeType: 'image/png', buffer: png },
      { name: 'virus.exe', mimeType: 'application/x-msdownload', buffer: png },
    ])
    expect(await page.getByRole('alert').textContent()).toContain('virus.exe')
    await page.getByRole('button', { name: 'Send' }).click()
    await page.getByText('Thank you, I have your file.').waitFor()
    expect(await page.getByRole('img', { name: 'lamp.png' }).count()).toBe(1)
    expect(server().taken).toMatchObject([{ attachments: [{ name: 'lamp.png' }] }])

    // A day later the server has it no more: the name is left.
    server().pages.delete('/lamp.png')
    await page.reload()
    await page.locator('.file', { hasText: 'lamp.png' }).waitFor()
    expect(await page.getByRole('img', { name: 'lamp.png' }).count()).toBe(0)
  })

  it('ends when the server says so, and starts another on request', async () => {
    const page = await chat()
    server().say({ type: 'endOfConversation' })
    await page.getByText('This conversation has ended.').waitFor()
    expect(await field(page).count()).toBe(0)
    await page.getByRole('button', { name: 'Start a new conversation' }).click()
    await page.locator('.choices').waitFor()
    expect(await field(page).count()).toBe(1)
    expect(server().conversations.size).toBe(2)
  })

  it('fills a page of its own under a strict content security policy, in the language of its address', async () => {
    const page = await open({ path: '/chat?lang=ro' })
    await page.getByRole('button', { name: 'Unde e comanda mea?' }).waitFor()
    expect(await page.getByRole('main').boundingBox()).toMatchObject({ y: 0, height: 800 })
    expect(await launcher(page).count()).toBe(0)
    expect(await field(page).getAttribute('placeholder')).toBe('Mesaj…')
    expect(await page.locator('.panel').evaluate(panel => getComputedStyle(panel).display)).toBe('flex')
  })
})
