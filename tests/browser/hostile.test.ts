import { describe, expect, it } from 'vitest'
import { bubbles, field, launcher, PHONE, say, useBrowser } from './browser.ts'
import { HOSTILE } from './stand-in-bot.ts'

const { open, chat, server } = useBrowser()

/** A shop's style sheets at their worst. */
const AGGRESSIVE = `<style>
  * { all: unset !important; }
  html { font-size: 4px; writing-mode: vertical-rl; direction: rtl; }
  body { transform: scale(0.5); filter: grayscale(1); }
  div, section, conserje-chat { display: none !important; position: absolute !important; opacity: 0; visibility: hidden; }
  button, textarea, header { display: none !important; color: red !important; }
  :root { --cj-accent: red; --cj-ground: red; --cj-text: red; color: lime; text-transform: uppercase; letter-spacing: 1em; line-height: 5; cursor: none; }
  body, body *, conserje-chat { animation: spin 1s infinite !important; transform: rotate(9deg) !important; }
  * { pointer-events: none !important; user-select: none !important; }
</style>`

describe('hostile text', () => {
  it('is shown as it is, and nothing of it runs or loads', async () => {
    const page = await chat()
    const requested: string[] = []
    page.on('request', request => requested.push(request.url()))
    await say(page, 'hostile')
    await expect.poll(() => bubbles(page, 'bot').count()).toBe(1 + HOSTILE.length)
    expect(await page.evaluate('window.pwned')).toBeUndefined()
    expect(await page.locator('.panel :is(img, script, iframe)').count()).toBe(0)
    expect(await page.locator('.scroller a').count()).toBe(0)
    const texts = await bubbles(page, 'bot').allTextContents()
    expect(texts[1]).toBe(HOSTILE[0])
    expect(texts[2]).toBe(HOSTILE[1])
    expect(requested.filter(url => !url.startsWith(server().url))).toEqual([])
  })

  it('from the customer’s own hand does nothing either, and comes back the same after a reload', async () => {
    const page = await chat()
    const text = '<img src=x onerror="window.pwned=1"> [x](javascript:window.pwned=1) **stars**'
    await say(page, text)
    await page.getByText('You said').waitFor()
    await page.reload()
    await bubbles(page, 'customer').waitFor()
    expect(await bubbles(page, 'customer').textContent()).toBe(text)
    expect(await page.evaluate('window.pwned')).toBeUndefined()
  })

  it('of a hundred thousand letters stays inside its bubble, behind a button', async () => {
    const page = await chat({ viewport: PHONE })
    await say(page, 'hostile')
    const more = page.getByRole('button', { name: 'Show all' })
    await more.waitFor()
    const start = Date.now()
    await more.click()
    await expect.poll(() => bubbles(page, 'bot').nth(4).textContent()).toContain('x end')
    expect(Date.now() - start).toBeLessThan(3_000)
    const overflow = await page.locator('.scroller').evaluate(box => box.scrollWidth - box.clientWidth)
    expect(overflow).toBe(0)
  })

  it('that turns the direction turns no other line', async () => {
    const page = await chat()
    await say(page, 'hostile')
    await expect.poll(() => bubbles(page, 'bot').count()).toBe(1 + HOSTILE.length)
    const isolated = await page
      .locator('.rich p')
      .evaluateAll(all => all.map(p => getComputedStyle(p).unicodeBidi))
    expect(new Set(isolated)).toEqual(new Set(['isolate']))
    server().say({
      text: 'x',
      from: { id: 'a', role: 'agent', name: '\u202eanelE' },
      channelData: { speaker: 'agent' },
    })
    await bubbles(page, 'agent').waitFor()
    expect(await page.locator('.row.agent .name bdi').textContent()).toBe('anelE')
  })

  it('in cards, choices and names makes no element and no link', async () => {
    const page = await chat()
    const bad = '<b onclick="window.pwned=1">x</b>'
    server().say({
      from: { id: 'bot', role: 'bot', name: bad },
      text: '',
      attachments: [
        {
          contentType: 'application/vnd.microsoft.card.adaptive',
          content: {
            body: [
              { type: 'TextBlock', text: bad },
              { type: 'Image', url: 'javascript:window.pwned=1', altText: 'picture' },
              { type: 'FactSet', facts: [{ title: bad, value: '[x](javascript:window.pwned=1)' }] },
            ],
            actions: [{ type: 'Action.OpenUrl', title: 'x', url: 'data:text/html,x' }],
          },
        },
        { contentType: 'text/html', contentUrl: 'javascript:window.pwned=1', name: 'a.html' },
      ],
      suggestedActions: {
        actions: [{ type: 'openUrl', title: bad, value: 'javascript:window.pwned=1' }, null, 7, {}],
      },
    })
    await page.locator('.card').waitFor()
    expect(await page.locator('.panel :is(b, a, img)').count()).toBe(0)
    expect(await page.locator('.choice').allTextContents()).toEqual([bad])
    expect(await page.locator('.file').textContent()).toBe('a.html')
  })

  it('instead of Direct Line does not break the page', async () => {
    const page = await chat()
    server().raw(
      'not json',
      '[]',
      '{"activities":7}',
      '{"activities":[null,1,{"type":5},{"type":"message","text":{}}]}',
    )
    server().say({ text: 'and after it' })
    await page.getByText('and after it').waitFor()
  })
})

describe('a shop’s page', () => {
  it('cannot break the widget with its styles', async () => {
    const page = await open({ html: AGGRESSIVE, reducedMotion: 'reduce' })
    const plain = await open({ reducedMotion: 'reduce' })
    const look = async (of: typeof page) => {
      await launcher(of).click()
      await of.locator('.choice').first().waitFor()
      await of
        .locator('.panel')
        .evaluate(panel => Promise.all(panel.getAnimations().map(animation => animation.finished)))
      const boxes = await of.locator('.panel, .panel *').evaluateAll(all =>
        all.map(element => {
          const { x, y, width, height } = element.getBoundingClientRect()
          const { color, backgroundColor, fontFamily, letterSpacing, textTransform, cursor } =
            getComputedStyle(element)
          return [
            element.className.toString(),
            x,
            y,
            width,
            height,
            color,
            backgroundColor,
            fontFamily,
            letterSpacing,
            textTransform,
            cursor,
          ].join(' ')
        }),
      )
      return boxes
    }
    expect(await look(page)).toEqual(await look(plain))
    await say(page, 'works')
    await page.getByText('You said: works').waitFor()
  })

  it('is left as it was: no style, no name, no element of its own is touched', async () => {
    const page = await open({ html: '<script>window.before = Object.keys(window)</script>' })
    const style = () =>
      page.evaluate(() =>
        JSON.stringify(
          [...document.querySelectorAll('html, body, h1, a')].map(element => ({
            ...getComputedStyle(element),
          })),
        ),
      )
    const before = await style()
    await launcher(page).click()
    await page.locator('.choice').first().waitFor()
    expect(await style()).toBe(before)
    expect(
      await page.evaluate('Object.keys(window).filter(key => !before.includes(key) && key !== "before")'),
    ).toEqual([])
    expect(await page.evaluate(() => document.styleSheets.length + document.adoptedStyleSheets.length)).toBe(
      0,
    )
    expect(await page.evaluate(() => document.body.querySelectorAll('*').length)).toBe(3)
  })

  it('may load the script twice and still has one chat', async () => {
    const page = await open({ html: '<script src="/widget.js" defer></script>' })
    await launcher(page).first().waitFor()
    expect(await page.locator('conserje-chat').count()).toBe(1)
  })

  it('may forbid storage: the chat works until the page is left', async () => {
    const page = await open({
      html: '<script>for (const name of ["localStorage", "sessionStorage"]) Object.defineProperty(window, name, { get() { throw new DOMException("no", "SecurityError") } })</script>',
    })
    await launcher(page).click()
    await page.locator('.choice').first().waitFor()
    await say(page, 'no memory')
    await page.getByText('You said: no memory').waitFor()
    expect(await field(page).inputValue()).toBe('')
  })

  it('may be there before any server is: the chat says so, and comes when the server does', async () => {
    server().faults.offline = false
    const page = await open()
    await launcher(page).waitFor()
    server().faults.offline = true
    await launcher(page).click()
    await page.getByText("Chat isn't available right now. We'll keep trying to connect.").waitFor()
    server().faults.offline = false
    await page.locator('.choice').first().waitFor()
  })
})
