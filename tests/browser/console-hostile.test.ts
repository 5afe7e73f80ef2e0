import { describe, expect, it } from 'vitest'
import { type Entry, sampleTranscript } from '../console/sample.ts'
import { rowsShown, transcript, useConsole } from './console.ts'

const { open, conversation, desk, change } = useConsole()

const HOSTILE = [
  '<img src=x onerror="window.hacked=1">',
  '<script>window.hacked=1</script>',
  '"><svg onload=window.hacked=1>',
  '[click](javascript:window.hacked=1) javascript:window.hacked=1',
  `{{7*7}} ${'$'}{window.hacked=1} $t(key) {{customer.name}}`,
  '\u202Egnp.exe\u202C \u2066\u2067 a\u0301\u0301\u0301\u0301\u0301\u0301',
  'A'.repeat(100_000),
  'line\n'.repeat(20_000),
  '\u0000\uD800 lone',
  '=HYPERLINK("http://evil.example")',
]
const hacked = (page: { evaluate<T>(f: () => T): Promise<T> }) => page.evaluate(() => 'hacked' in window)

describe('hostile text', () => {
  it('is only text in the transcript, wherever it stands, and breaks no page', async () => {
    const at = new Date().toISOString()
    const entries: Entry[] = HOSTILE.flatMap((text, n): Entry[] => [
      {
        id: `c${n}`,
        at,
        speaker: 'customer',
        author: text.slice(0, 300),
        text,
        activity: { type: 'message', text },
      },
      {
        id: `b${n}`,
        at,
        speaker: 'bot',
        text,
        activity: {
          type: 'message',
          text,
          suggestedActions: { actions: [{ type: 'imBack', title: text.slice(0, 300), value: text }] },
          attachments: [
            {
              contentType: 'application/vnd.microsoft.card.adaptive',
              content: {
                body: [
                  { type: 'TextBlock', text },
                  { type: 'Image', url: 'javascript:window.hacked=1', altText: text.slice(0, 50) },
                ],
                actions: [
                  { type: 'Action.OpenUrl', title: text.slice(0, 50), url: 'javascript:window.hacked=1' },
                ],
              },
            },
          ],
        },
        delivery: { status: 'failed', at, error: text.slice(0, 400) },
      },
      { id: `n${n}`, at, speaker: 'agent', text, activity: { type: 'event', name: 'note', text } },
      {
        id: `x${n}`,
        at,
        speaker: 'customer',
        activity: { type: 'event', name: text.slice(0, 200), value: text },
      },
      {
        id: `m${n}`,
        at,
        speaker: 'customer',
        media: [
          {
            id: 'a',
            status: 'stored',
            contentType: 'image/svg+xml',
            name: text.slice(0, 200),
            url: '/media/x',
          },
          {
            id: 'b',
            status: 'stored',
            contentType: 'text/html',
            name: text.slice(0, 200),
            url: 'javascript:window.hacked=1',
          },
          { id: 'c', status: 'refused', name: text.slice(0, 200), error: text.slice(0, 200) },
        ],
        activity: { type: 'message' },
      },
    ])
    desk().transcripts.set('hnd_000001', [...entries, ...sampleTranscript().slice(-1)])
    desk().more = {
      summary: HOSTILE[0] as string,
      note: HOSTILE[1] as string,
      slots: Object.fromEntries(HOSTILE.map((text, n) => [`${n} ${text.slice(0, 60)}`, text])),
      suggestions: HOSTILE.map(text => ({ text, from: 'agents' as const })),
    }
    const page = await conversation()
    // From the end to the beginning, so that every row is made once.
    for (let tries = 0; tries < 400; tries += 1) {
      const top = await transcript(page).evaluate(log => {
        log.dispatchEvent(new WheelEvent('wheel'))
        log.scrollTop -= 1_500
        return log.scrollTop
      })
      if (top === 0) break
    }
    await page.waitForTimeout(200)
    expect(await hacked(page)).toBe(false)
    expect(
      await page
        .locator('a[href^="javascript:"], img[src^="javascript:"], [role=log] script, [role=log] svg[onload]')
        .count(),
    ).toBe(0)
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
    await transcript(page).getByText('<img src=x onerror="window.hacked=1">').first().waitFor()
  }, 90_000)

  it('is only text in the queue, in notices and in the title', async () => {
    let n = 0
    for (const id of desk().handoffs.keys()) {
      const text = HOSTILE[n++ % HOSTILE.length] as string
      change(id, {
        customerName: text.slice(0, 1000),
        summary: text,
        agentName: text.slice(0, 200),
        lastMessage: { at: new Date().toISOString(), speaker: 'customer', text: text.slice(0, 2000) },
      })
    }
    const page = await open()
    await rowsShown(page).first().waitFor()
    await expect.poll(() => desk().streams()).toBe(1)
    for (const text of HOSTILE.slice(0, 5))
      desk().emit({ event: 'mention', data: { handoffId: `h${text.length}`, entryId: 'e', by: text, text } })
    await page
      .getByText(/mentioned you/)
      .first()
      .waitFor()
    expect(await hacked(page)).toBe(false)
    const heights = await rowsShown(page).evaluateAll(rows =>
      rows.map(row => row.getBoundingClientRect().height),
    )
    expect(new Set(heights)).toEqual(new Set([88]))
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
    // A name that turns the direction of what follows would turn the row.
    expect(await page.locator('bdi').filter({ hasText: '\u202E' }).count()).toBe(0)
  })
})

describe('text from right to left', () => {
  it('runs so within its own line, and leaves the page as it is', async () => {
    change('hnd_000001', {
      customerName: 'مريم حسن',
      lastMessage: { at: new Date().toISOString(), speaker: 'customer', text: 'أين طلبي 10432؟' },
    })
    desk().transcripts.set('hnd_000001', [
      {
        id: 'r1',
        at: new Date().toISOString(),
        speaker: 'customer',
        text: 'أين طلبي 10432؟\nThank you',
        activity: { type: 'message' },
      },
      ...sampleTranscript().slice(-1),
    ])
    const page = await conversation()
    const directions = await transcript(page)
      .locator('p[dir=auto]')
      .evaluateAll(all => all.slice(0, 2).map(p => getComputedStyle(p).direction))
    expect(directions).toEqual(['rtl', 'ltr'])
    expect(await page.evaluate(() => getComputedStyle(document.body).direction)).toBe('ltr')
  })
})

describe('the reader’s place', () => {
  const long = (from: number, count: number): Entry[] =>
    Array.from({ length: count }, (_, n) => ({
      id: `l${from + n}`,
      at: new Date(Date.now() - (5_000 - from - n) * 1_000).toISOString(),
      speaker: n % 3 === 0 ? 'bot' : 'customer',
      text: `message ${from + n} ${'with more words '.repeat((from + n) % 9)}`,
      activity: { type: 'message' },
    }))

  it('is the end of a long conversation, of which few rows are made, and stays there as it grows', async () => {
    desk().transcripts.set('hnd_000001', [...long(0, 3_000), ...sampleTranscript().slice(-1)])
    const page = await conversation()
    expect(await transcript(page).locator('article').count()).toBeLessThan(60)
    for (let n = 0; n < 5; n += 1) desk().say('hnd_000001', `new ${n} ${'and long '.repeat(60)}`)
    await transcript(page).getByText('new 4').waitFor()
    await expect
      .poll(() => transcript(page).evaluate(log => log.scrollHeight - log.scrollTop - log.clientHeight))
      .toBeLessThan(40)
  })

  it('is kept by who reads further up, with a way back to the newest', async () => {
    desk().transcripts.set('hnd_000001', [...long(0, 300), ...sampleTranscript().slice(-1)])
    const page = await conversation()
    await transcript(page).hover()
    await page.mouse.wheel(0, -3_000)
    await page.getByRole('button', { name: 'Newest' }).waitFor()
    await page.waitForTimeout(300)
    const seen = () =>
      transcript(page).evaluate(log => {
        const top = log.getBoundingClientRect().top
        return [...log.querySelectorAll('article')].find(article => article.getBoundingClientRect().top > top)
          ?.textContent
      })
    const before = await seen()
    desk().say('hnd_000001', 'something new')
    await page.waitForTimeout(400)
    expect(await seen()).toBe(before)
    await page.getByRole('button', { name: 'Newest' }).click()
    await transcript(page).getByText('something new').waitFor()
  })
})
