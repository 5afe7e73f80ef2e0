import { describe, expect, it } from 'vitest'
import { manyHandoffs } from '../console/sample.ts'
import { replyField, rowsShown, transcript, useConsole } from './console.ts'

const { open, conversation, desk, change } = useConsole()
const fill = (count: number) => {
  desk().handoffs = new Map(manyHandoffs(count).map(row => [row.id, row]))
}

describe('the queue', () => {
  it('counts its views as they change', async () => {
    const page = await open()
    const tab = (name: RegExp) => page.getByRole('button', { name })
    await tab(/^Unassigned 6$/).waitFor()
    const row = desk().handoffs.get('hnd_000000')
    if (row === undefined) throw new Error('expected a row')
    await expect.poll(() => desk().streams()).toBe(1)
    desk().emit({
      event: 'handoff',
      data: { change: 'claim', handoff: { ...row, status: 'active', agentId: 'agt_luis' } },
    })
    await tab(/^Unassigned 5$/).waitFor()
    desk().emit({
      event: 'handoff',
      data: { change: 'created', handoff: { ...row, id: 'hnd_new', customerName: 'Newly Come' } },
    })
    await tab(/^Unassigned 6$/).waitFor()
    await page.getByText('Newly Come').waitFor()
  })

  it('is narrowed by view, filter and search, and stays so over a reload', async () => {
    const page = await open()
    await rowsShown(page).first().waitFor()
    await page.keyboard.press('2')
    await expect.poll(() => rowsShown(page).count()).toBe(6)
    await page.getByRole('button', { name: 'Filter' }).click()
    await page.getByLabel('Language').selectOption('de')
    await expect.poll(() => rowsShown(page).count()).toBe(2)
    await page.keyboard.press('Escape')
    await page.reload()
    await expect.poll(() => rowsShown(page).count()).toBe(2)
    await page.keyboard.press('f')
    await page.keyboard.type('nobody at all')
    await page.getByText('Nothing fits the filters.').waitFor()
    await page.getByRole('button', { name: 'Clear the filters' }).click()
    await expect.poll(() => rowsShown(page).count()).toBe(6)
  })

  it('is walked by j and k, which open what they reach', async () => {
    const page = await open()
    await rowsShown(page).first().waitFor()
    await page.keyboard.press('j')
    await expect.poll(() => page.url()).toContain('/c/')
    const first = page.url()
    await page.keyboard.press('j')
    await expect.poll(() => page.url()).not.toBe(first)
    await page.keyboard.press('k')
    await expect.poll(() => page.url()).toBe(first)
  })

  it('shows a new message within a frame of the event, and counts it where it is mine and not looked at', async () => {
    const page = await open({ path: '/c/hnd_000002' })
    await transcript(page).waitFor()
    await expect.poll(() => desk().streams()).toBe(1)
    await page.evaluate(() => {
      new MutationObserver(() => {
        if (document.body.textContent?.includes('quick brown fox'))
          Object.assign(window, { seenAt: Date.now() })
      }).observe(document.body, { childList: true, subtree: true, characterData: true })
    })
    const saidAt = Date.now()
    desk().say('hnd_000001', 'quick brown fox')
    await page.getByText('quick brown fox').first().waitFor()
    const seenAt = await page.evaluate(() => (window as unknown as { seenAt: number }).seenAt)
    expect(seenAt - saidAt).toBeLessThan(200)
    await expect.poll(() => page.title()).toBe('(1) Conserje')
    await page.getByRole('link', { name: /quick brown fox/ }).click()
    await expect.poll(() => page.title()).toBe('Conserje')
  })

  it('scrolls through ten thousand without a hitch', async () => {
    fill(10_000)
    const page = await open()
    await page.getByRole('button', { name: 'All 10,000' }).waitFor({ timeout: 20_000 })
    expect(await rowsShown(page).count()).toBeLessThan(40)
    // The time that the page's own thread works, whatever else the machine does.
    const client = await page.context().newCDPSession(page)
    await client.send('Performance.enable', { timeDomain: 'threadTicks' })
    const worked = async () =>
      (await client.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration')
        ?.value ?? 0
    const before = await worked()
    const frames = 120
    await page.evaluate(async count => {
      const scroller = document.querySelector('ol[aria-label]')?.parentElement as HTMLElement
      for (let at = 0; at < count; at += 1) {
        scroller.scrollTop += 900
        await new Promise(resolve => requestAnimationFrame(resolve))
      }
    }, frames)
    expect(((await worked()) - before) / frames).toBeLessThan(0.016)
    await page.evaluate(() => {
      const scroller = document.querySelector('ol[aria-label]')?.parentElement as HTMLElement
      scroller.scrollTop = scroller.scrollHeight
    })
    await expect.poll(() => rowsShown(page).last().getAttribute('aria-posinset')).toBe('10000')
  })

  it('pages through what has ended as it is scrolled', async () => {
    fill(450)
    for (const id of desk().handoffs.keys()) change(id, { status: 'resolved' })
    const page = await open({ path: '/?view=closed' })
    await rowsShown(page).first().waitFor()
    for (let at = 0; at < 12; at += 1) {
      await page.evaluate(() => {
        const scroller = document.querySelector('ol[aria-label]')?.parentElement as HTMLElement
        scroller.scrollTop = scroller.scrollHeight
      })
      await page.waitForTimeout(120)
    }
    await expect.poll(() => rowsShown(page).last().getAttribute('aria-posinset')).toBe('450')
  })
})

describe('the connection', () => {
  it('says that it is lost, and brings what was missed once it is back', async () => {
    const page = await conversation()
    desk().faults.offline = true
    desk().dropStreams()
    await page.getByText('Connection lost').waitFor()
    desk().say('hnd_000001', 'while you were away')
    desk().faults.offline = false
    await transcript(page).getByText('while you were away').waitFor({ timeout: 20_000 })
    await expect.poll(() => page.getByText('Connection lost').count()).toBe(0)
  })

  it('shows the sign-in page when the session ends, and the same page after', async () => {
    const page = await conversation()
    desk().signedIn = false
    desk().dropStreams()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await page.getByLabel('E-mail').fill('ana@example.org')
    await page.locator('input[name=password]').fill('wrong')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByText('The e-mail or the password is wrong.').waitFor()
    await page.locator('input[name=password]').fill('a long password')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await replyField(page).waitFor()
    expect(page.url()).toContain('/c/hnd_000001')
  })

  it('makes the first account by its one-time link', async () => {
    desk().signedIn = false
    const page = await open({ path: '/setup?token=one-time' })
    await page.getByLabel('Your name').fill('Ana Ionescu')
    await page.getByLabel('E-mail').fill('ana@example.org')
    await page.locator('input[name=password]').fill('a long password')
    await page.locator('input[name=again]').fill('a long passwort')
    await page.getByRole('button', { name: 'Make the account' }).click()
    await page.getByText('The two passwords differ.').waitFor()
    await page.locator('input[name=again]').fill('a long password')
    await page.getByRole('button', { name: 'Make the account' }).click()
    await page.getByRole('heading', { name: 'Queue' }).waitFor()
  })

  it('follows what is typed on both sides', async () => {
    const page = await conversation()
    desk().emit({ event: 'typing', data: { handoffId: 'hnd_000001', who: 'customer' } })
    await page.getByText('Ion Popescu is typing…').waitFor()
    const told = page.waitForRequest(request => request.url().endsWith('/hnd_000001/typing'))
    await replyField(page).pressSequentially('Hello')
    await told
    desk().say('hnd_000001', 'there I am')
    await expect.poll(() => page.getByText('is typing…').count()).toBe(0)
  })
})

describe('the keys', () => {
  it('are all shown by ?, and do nothing while one types or once they are switched off', async () => {
    const page = await conversation()
    await replyField(page).fill('')
    await replyField(page).pressSequentially('ce?')
    expect(await page.getByRole('dialog').count()).toBe(0)
    expect(desk().done).toEqual([])
    await page.keyboard.press('Escape')
    await page.keyboard.press('?')
    const dialog = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
    await dialog.getByText('Return to the bot').waitFor()
    await dialog.getByRole('switch').uncheck({ force: true })
    await page.keyboard.press('Escape')
    await expect.poll(() => dialog.count()).toBe(0)
    await page.keyboard.press('e')
    await page.waitForTimeout(200)
    expect(await page.getByRole('dialog').count()).toBe(0)
    expect(page.url()).toContain('/c/hnd_000001')
  })
})
