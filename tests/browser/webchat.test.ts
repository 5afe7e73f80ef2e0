import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Inbound } from '../../adapters/adapter.ts'
import type { Activity } from '../../protocol/activity.ts'
import { renderContext } from '../adapters/house.ts'
import { serve } from '../adapters/webchat/socket-server.ts'
import { openDoor } from '../adapters/webchat/webchat-door.ts'
import { bubbles, expectSaid, launcher, say, shopPage, useBrowser } from './browser.ts'

const { open, server: shop } = useBrowser()

/** Our own web chat channel on another origin than the shop's page, with a bot of three sentences behind it. */
const door = openDoor({ onInbound: inbound => void answer(inbound) })
let chatServer: Awaited<ReturnType<typeof serve>>
let sent = 0

async function speak(threadKey: string, activity: Activity) {
  for (const payload of door.channel.render([activity], renderContext({ outboxId: `out${++sent}` }))) {
    await door.channel.send(payload, {
      account: 'webchat',
      threadKey,
      conversationId: `cnv_${threadKey}`,
      idempotencyKey: `out${sent}:0`,
      signal: new AbortController().signal,
    })
  }
}

async function answer({ activity, threadKey }: Inbound) {
  const from = { id: 'bot', name: 'Casa Lumen' }
  if (activity.type === 'conversationUpdate') {
    const actions = [{ type: 'postBack', title: 'Where is it?', value: { choice: 'order.where' } }]
    return speak(threadKey, {
      type: 'message',
      from,
      text: 'Welcome, I am a bot.',
      suggestedActions: { actions },
    })
  }
  await speak(threadKey, { type: 'typing', from })
  const text = activity.attachments ? 'I have your file.' : `You said: ${activity.text}`
  return speak(threadKey, { type: 'message', from, text })
}

beforeAll(async () => {
  const widget = readFileSync(join(import.meta.dirname, '../../web/dist/widget.js'))
  chatServer = await serve(door.channel, request =>
    request.url === '/widget.js'
      ? { status: 200, headers: { 'content-type': 'text/javascript; charset=utf-8' }, body: widget }
      : undefined,
  )
})
afterAll(() => chatServer.close())
beforeEach(() => {
  const html = shopPage({}).replace('"/widget.js"', `"${chatServer.origin}/widget.js"`)
  shop().pages.set('/elsewhere.html', html)
})

async function chat() {
  const page = await open({ path: '/elsewhere.html' })
  await launcher(page).click()
  await page.getByText('Welcome, I am a bot.').waitFor()
  return page
}

const lastText = () => door.messages().at(-1)?.activity

describe('the widget on a shop’s page, with our own web chat on another origin', () => {
  it('talks, and a pressed choice arrives as its value', async () => {
    const page = await chat()
    await say(page, 'hello')
    await page.getByText('You said: hello').waitFor()
    expect(lastText()).toMatchObject({ type: 'message', text: 'hello', locale: 'en' })
    await page.reload()
    await page.getByText('You said: hello').waitFor()
    await expectSaid(page, ['hello'])
    expect(
      chatServer.requests.filter(request => request.endsWith('/tokens/resume') && request.startsWith('POST')),
    ).toHaveLength(1)
  })

  it('presses a choice', async () => {
    const page = await chat()
    await page.getByRole('button', { name: 'Where is it?' }).click()
    await page.getByText('You said: Where is it?').waitFor()
    expect(lastText()).toMatchObject({ text: 'Where is it?', value: { choice: 'order.where' } })
    await expectSaid(page, ['Where is it?'])
  })

  it('uploads a picture, which is then shown from the server', async () => {
    const page = await chat()
    const buffer = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    )
    await page
      .locator('input[type=file]')
      .setInputFiles([{ name: 'lamp.png', mimeType: 'image/png', buffer }])
    await say(page, 'this one')
    await page.getByText('I have your file.').waitFor()
    const picture = page.getByRole('img', { name: 'lamp.png' })
    await expect.poll(() => picture.getAttribute('src')).toContain('/v3/directline/files/')
    expect(await picture.evaluate(img => (img as HTMLImageElement).naturalWidth)).toBe(1)
    expect(await picture.count()).toBe(1)
    await expectSaid(page, ['this one'])
  })

  it('comes back after its stream was cut, with nothing lost and nothing twice', async () => {
    const page = await chat()
    await say(page, 'before')
    await page.getByText('You said: before').waitFor()
    chatServer.cutStreams()
    await say(page, 'during')
    await page.getByText('You said: during').waitFor()
    await page.waitForTimeout(500)
    await expectSaid(page, ['before', 'during'])
    expect(await bubbles(page, 'bot').allTextContents()).toEqual([
      'Welcome, I am a bot.',
      'You said: before',
      'You said: during',
    ])
  })

  it('shows an agent’s answer as a person’s', async () => {
    const page = await chat()
    await say(page, 'a person')
    await page.getByText('You said: a person').waitFor()
    await speak(door.messages().at(-1)?.threadKey ?? '', {
      type: 'message',
      from: { id: 'agt', name: 'Elena', role: 'agent' },
      channelData: { speaker: 'agent' },
      text: 'Elena here.',
    })
    await bubbles(page, 'agent').waitFor()
    expect(await page.locator('header').textContent()).toContain("You're chatting with Elena")
  })

  it('sleeps through the end of its token and goes on', async () => {
    const page = await chat()
    door.clock.now += 8 * 3_600_000
    await say(page, 'good morning')
    await page.getByText('You said: good morning').waitFor()
    await expectSaid(page, ['good morning'])
  })
})
