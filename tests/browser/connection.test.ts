import { describe, expect, it } from 'vitest'
import { expectSaid, SIZES, say, useBrowser } from './browser.ts'

const { chat, server } = useBrowser()
const texts = () => server().taken.map(({ text }) => text)

describe.each(SIZES)('a lost connection at %s', (_, viewport) => {
  it('loses nothing and doubles nothing: what was written meanwhile is sent on return', async () => {
    const page = await chat({ viewport })
    server().faults.offline = true
    server().dropSockets()
    await say(page, 'one')
    await say(page, 'two')
    await page.getByText('Connection lost. Trying again…').waitFor()
    expect(await page.getByRole('status').first().textContent()).toBe('Connection lost. Trying again…')
    await page.getByText('Will be sent when you').first().waitFor()
    server().faults.offline = false
    server().say({ text: 'said while you were away' })
    await page.getByText('You said: two').waitFor({ timeout: 20_000 })
    await page.getByText('said while you were away').waitFor()
    await expectSaid(page, ['one', 'two'])
    expect(texts()).toEqual(['one', 'two'])
    await expect.poll(() => page.getByText('Connection lost').count()).toBe(0)
    expect(await page.getByText('said while you were away').count()).toBe(1)
  })
})

describe('faults', () => {
  it('a network that goes and comes back is noticed at once', async () => {
    const page = await chat()
    await page.context().setOffline(true)
    await page.getByText('Connection lost').waitFor()
    await say(page, 'from the tunnel')
    await page.waitForTimeout(4_000)
    await page.context().setOffline(false)
    await page.getByText('You said: from the tunnel').waitFor({ timeout: 5_000 })
    expect(texts()).toEqual(['from the tunnel'])
  })

  it('an answer that is lost on the way makes no second message', async () => {
    const page = await chat()
    server().faults.loseAnswers = 1
    await say(page, 'only once')
    await page.getByText('You said: only once').waitFor()
    await page.waitForTimeout(2_000)
    await expectSaid(page, ['only once'])
    expect(texts()).toEqual(['only once'])
  })

  it('a reload before a message was sent keeps the words', async () => {
    const page = await chat()
    server().faults.posts = Array.from({ length: 5 }, () => ({ status: 503 }))
    await say(page, 'written before the reload')
    await page.waitForTimeout(300)
    server().faults.posts = []
    await page.reload()
    await page.getByText('You said: written before the reload').waitFor()
    await expectSaid(page, ['written before the reload'])
    expect(texts()).toEqual(['written before the reload'])
  })

  it('a server that is too busy gets its time', async () => {
    const page = await chat()
    server().faults.posts = [{ status: 429, retryAfter: 1 }]
    const start = Date.now()
    await say(page, 'patience')
    await page.getByText('You said: patience').waitFor()
    expect(Date.now() - start).toBeGreaterThan(950)
  })

  it('an expired token is renewed unseen', async () => {
    const page = await chat()
    server().faults.expired = true
    await say(page, 'after half an hour')
    await page.getByText('You said: after half an hour').waitFor()
    expect(server().requests).toContain('POST /tokens/refresh')
    await expectSaid(page, ['after half an hour'])
  })

  it('a message that is refused says so, and one that failed can be tried again', async () => {
    const page = await chat()
    server().faults.posts = [{ status: 400 }]
    await say(page, 'bad')
    await page.getByText("This message can't be sent").waitFor()
    server().faults.posts = Array.from({ length: 6 }, () => ({ status: 500 }))
    await say(page, 'unlucky')
    const retry = page.getByRole('button', { name: 'Try again' })
    await retry.waitFor({ timeout: 25_000 })
    await retry.click()
    await page.getByText('You said: unlucky').waitFor()
    expect(texts()).toEqual(['unlucky'])
  }, 45_000)

  it('a proxy that lets no WebSocket pass leaves a chat that polls', async () => {
    server().faults.noSockets = true
    const page = await chat()
    await say(page, 'without a socket')
    await page.getByText('You said: without a socket').waitFor()
    expect(
      server().requests.some(request => request.startsWith('GET') && request.endsWith('/activities')),
    ).toBe(true)
    expect(await page.getByText('Connection lost').count()).toBe(0)
  })
})
