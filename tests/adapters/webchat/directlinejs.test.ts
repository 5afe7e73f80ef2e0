import { createRequire } from 'node:module'
import { type Activity as ClientActivity, ConnectionStatus, DirectLine } from 'botframework-directlinejs'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { serve, until } from './socket-server.ts'
import { type DoorOptions, openDoor, SECRET, type TokenBody } from './webchat-door.ts'

/*
 * Microsoft's client as a page runs it: jsdom's XMLHttpRequest asks before each request and keeps answers without the right
 * CORS headers from the page, as a browser does.
 */
// It comes without types, and this is all of it that is used here.
const { JSDOM } = createRequire(import.meta.url)('jsdom') as {
  JSDOM: new (html: string, options: { url: string }) => { window: typeof globalThis }
}

beforeAll(() => {
  const { window } = new JSDOM('', { url: 'http://shop.example/' })
  vi.stubGlobal('XMLHttpRequest', window.XMLHttpRequest)
  vi.stubGlobal('FormData', window.FormData)
  vi.stubGlobal('Blob', window.Blob)
  vi.stubGlobal('WebSocket', WebSocket)
})
afterAll(() => vi.unstubAllGlobals())

const cleanups: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

/** A server whose bot says back what it hears, a little later, and welcomes. */
async function openServer(options: DoorOptions = {}) {
  let answers = 0
  const door = openDoor({
    ...options,
    onInbound: ({ activity, threadKey }) => {
      const text =
        activity.type === 'conversationUpdate'
          ? 'welcome'
          : `you said ${activity.text ?? JSON.stringify(activity.value)}`
      const key = `out_${++answers}:0`
      setTimeout(() => {
        const to = { conversationId: threadKey } as TokenBody
        void door.send(to, { type: 'message', text, ...(activity.id ? { replyToId: activity.id } : {}) }, key)
      }, 20)
    },
  })
  const files: Record<string, Buffer> = { '/photo.png': PNG }
  const server = await serve(door.channel, request => {
    const body = files[request.url ?? '']
    return (
      body && {
        status: 200,
        headers: { 'access-control-allow-origin': '*', 'access-control-allow-headers': 'x-requested-with' },
        body,
      }
    )
  })
  cleanups.push(server.close)
  return { door, server }
}

type ClientOptions = Partial<ConstructorParameters<typeof DirectLine>[0]> & Record<string, unknown>

function openClient(domain: string, options: ClientOptions) {
  const client = new DirectLine({ domain, ...options } as never)
  const activities: ClientActivity[] = []
  const statuses: ConnectionStatus[] = []
  const seen: { error?: unknown } = {}
  const statusSubscription = client.connectionStatus$.subscribe(status => statuses.push(status))
  const subscription = client.activity$.subscribe(
    activity => activities.push(activity),
    error => {
      seen.error = error
    },
  )
  cleanups.push(() => {
    client.end()
    subscription.unsubscribe()
    statusSubscription.unsubscribe()
  })
  const texts = () => activities.map(activity => ('text' in activity ? activity.text : activity.type))
  const post = (activity: object) =>
    new Promise<string>((resolve, reject) =>
      client.postActivity(activity as never).subscribe(resolve, reject),
    )
  const say = (text: string) =>
    post({ type: 'message', text, from: { id: 'me' }, channelData: { clientActivityID: `c-${text}` } })
  const online = () => until(() => statuses.at(-1) === ConnectionStatus.Online, 'the connection')
  return { client, activities, statuses, seen, texts, post, say, online }
}

interface Scheduler {
  now(): number
  schedule(work: unknown, delay: number, state: unknown): unknown
}

/** The client's own clock, a thousand times as fast: 15 minutes are 0.9 s. */
function hurried(): never {
  const client = new DirectLine({ token: 'none' }) as unknown as { services: { scheduler: Scheduler } }
  const { scheduler } = client.services
  const fast: Scheduler = {
    now: () => scheduler.now(),
    schedule: (work, delay, state) => scheduler.schedule(work, delay / 1000, state),
  }
  return fast as never
}

describe('botframework-directlinejs', () => {
  test('starts, is welcomed, posts, sees its echo and the answer', async () => {
    const { door, server } = await openServer()
    const { token, conversationId } = await door.generate()
    const page = openClient(server.domain, { token, conversationStartProperties: { locale: 'es-ES' } })
    await until(() => page.texts().includes('welcome'), 'the welcome')
    const id = await page.say('hola')
    expect(id).toBe(`${conversationId}|0000002`)
    await until(() => page.activities.length === 3, 'the answer')
    expect(page.texts()).toEqual(['welcome', 'hola', 'you said hola'])
    expect(page.activities[1]).toMatchObject({
      id,
      from: { role: 'user' },
      channelData: { clientActivityID: 'c-hola', 'webchat:sequence-id': 2 },
    })
    expect(page.activities[2]).toMatchObject({ from: { id: 'bot', role: 'bot' }, replyToId: id })
    expect(door.received()[0]?.customer?.locale).toBe('es-ES')
    const session = await new Promise(resolve => page.client.getSessionId().subscribe(resolve))
    expect(session).toMatch(/^[\w-]{43}$/)
  })

  test('works by polling too', async () => {
    const { door, server } = await openServer()
    const { token } = await door.generate()
    const page = openClient(server.domain, { token, webSocket: false, pollingInterval: 200 })
    await until(() => page.texts().includes('welcome'), 'the welcome')
    await page.say('hello')
    await until(() => page.texts().includes('you said hello'), 'the answer')
    await page.say('again')
    await until(() => page.texts().includes('you said again'), 'the second answer')
    expect(page.texts()).toEqual(['welcome', 'hello', 'you said hello', 'again', 'you said again'])
    expect(server.requests.some(request => request.startsWith('UPGRADE'))).toBe(false)
  })

  test('comes back by its watermark after a cut line, with nothing lost and nothing twice', async () => {
    const { door, server } = await openServer()
    const { token, conversationId } = await door.generate()
    const page = openClient(server.domain, { token, random: () => 0 })
    await until(() => page.texts().includes('welcome'), 'the welcome')
    server.cutStreams()
    await page.say('while the line is down')
    await until(() => page.activities.length === 3, 'the missed ones')
    expect(page.texts()).toEqual(['welcome', 'while the line is down', 'you said while the line is down'])
    expect(server.requests).toContain(`GET /v3/directline/conversations/${conversationId}?watermark=1`)
    await page.say('and on')
    await until(() => page.activities.length === 5, 'the rest')
  })

  test('comes back into a conversation after a reload, from the start', async () => {
    const { door, server } = await openServer()
    const { token, resumeToken, conversationId } = await door.generate()
    const first = openClient(server.domain, { token })
    await first.say('one')
    await until(() => first.activities.length === 3, 'the first page')
    const resumed = await door.call({ method: 'POST', path: '/tokens/resume', body: { resumeToken } })
    const second = openClient(server.domain, { token: (resumed.body as TokenBody).token, conversationId })
    await until(() => second.activities.length === 3, 'the history')
    expect(second.texts()).toEqual(first.texts())
  })

  test('uploads a picture and gets a link that works', async () => {
    const { door, server } = await openServer()
    const { token } = await door.generate()
    const page = openClient(server.domain, { token })
    await page.online()
    const id = await page.post({
      type: 'message',
      text: 'it came like this',
      from: { id: 'me' },
      channelData: { clientActivityID: 'c1' },
      attachments: [
        { contentType: 'image/png', contentUrl: `${server.origin}/photo.png`, name: 'photo.png' },
      ],
    })
    const echo = await until(() => page.activities.find(one => one.id === id), 'the echo')
    expect(echo).toMatchObject({ text: 'it came like this', channelData: { clientActivityID: 'c1' } })
    const [attachment] = (
      echo as { attachments: { contentType: string; contentUrl: string; name: string }[] }
    ).attachments
    expect(attachment).toMatchObject({ contentType: 'image/png', name: 'photo.png' })
    const response = await fetch(attachment?.contentUrl as string)
    expect(Buffer.from(await response.arrayBuffer())).toEqual(PNG)
  })

  test('shows the same, each once, on two pages of one conversation that post at the same time', async () => {
    const { door, server } = await openServer()
    const { token } = await door.generate()
    const one = openClient(server.domain, { token })
    await until(() => one.texts().includes('welcome'), 'the first page')
    const two = openClient(server.domain, { token })
    await until(() => two.texts().includes('welcome'), 'the second page')
    await Promise.all(Array.from({ length: 10 }, (_, n) => (n % 2 ? one : two).say(String(n))))
    await until(() => one.activities.length === 21 && two.activities.length === 21, 'all on both')
    // The order of frames is tested on bare sockets; a page sorts by the ids.
    const byId = (page: typeof one) =>
      page.activities
        .map(activity => `${activity.id} ${activity.type === 'message' ? activity.text : ''}`)
        .toSorted((a, b) => a.localeCompare(b))
    expect(byId(one)).toEqual(byId(two))
    expect(new Set(byId(one)).size).toBe(21)
    expect(door.received().filter(row => row.activity.type === 'conversationUpdate')).toHaveLength(1)
  })

  test('refreshes its token, and tells the page when it has run out', async () => {
    const { door, server } = await openServer()
    const { token } = await door.generate()
    const page = openClient(server.domain, { token, scheduler: hurried() })
    await page.online()
    const tokenOf = () => (page.client as unknown as { token: string }).token
    const first = tokenOf()
    door.clock.now += 15 * 60_000
    await until(() => tokenOf() !== first, 'the refreshed token')
    door.clock.now += 20 * 60_000
    expect(await page.say('with the new token')).toMatch(/\|\d{7}$/)
    door.clock.now += 60 * 60_000
    expect(await page.say('too late')).toBe('retry')
    await until(() => page.statuses.includes(ConnectionStatus.ExpiredToken), 'the notice')
    expect(door.messages().map(row => row.activity.text)).toEqual(['with the new token'])
  })

  test('goes on after an expired token when the page brings a resumed one', async () => {
    const { door, server } = await openServer()
    const { token, resumeToken, conversationId } = await door.generate()
    const page = openClient(server.domain, { token })
    await until(() => page.texts().includes('welcome'), 'the welcome')
    door.clock.now += 60 * 60_000
    expect(await page.say('lost?')).toBe('retry')
    const resumed = await door.call({ method: 'POST', path: '/tokens/resume', body: { resumeToken } })
    const fresh = resumed.body as TokenBody
    const found = await door.withToken(fresh.token, {
      method: 'GET',
      path: `/conversations/${conversationId}?watermark=1`,
      headers: { host: new URL(server.origin).host },
    })
    page.client.reconnect(found.body as never)
    expect(await page.say('not lost')).toMatch(/\|\d{7}$/)
    await until(() => page.texts().includes('you said not lost'), 'the answer')
  })

  test('is told 429 when it posts too fast, and 4xx when it posts nonsense', async () => {
    const { door, server } = await openServer({
      deps: { rates: { tokensPerMinute: 0, messagesPerMinute: 2 } },
    })
    const { token } = await door.generate()
    const page = openClient(server.domain, { token })
    await page.online()
    await expect(page.post({ type: 'message', text: 7, from: { id: 'me' } })).rejects.toMatchObject({
      status: 400,
    })
    await page.say('one')
    const outcome = await page.say('two').catch(error => error.status)
    expect(['retry', 429]).toContain(outcome)
    expect(door.messages()).toHaveLength(1)
  })

  test('fails to connect with a forged token', async () => {
    const { server } = await openServer()
    const page = openClient(server.domain, { token: 'x.y.z' })
    await until(() => page.statuses.includes(ConnectionStatus.FailedToConnect), 'the failure')
    await until(() => page.seen.error, 'the error')
  })

  test('works with the secret in place of a token, as a server’s client does', async () => {
    const { server } = await openServer({ environment: { DIRECTLINE_SECRET: SECRET } })
    const page = openClient(server.domain, { secret: SECRET, webSocket: false, pollingInterval: 200 })
    await page.online()
    await page.say('hello')
    await until(() => page.texts().includes('you said hello'), 'the answer')
  })

  test('keeps several sockets of its own open on one stream address', async () => {
    const { door, server } = await openServer()
    const { token } = await door.generate()
    const page = openClient(server.domain, { token })
    await until(() => page.texts().includes('welcome'), 'the welcome')
    const { streamUrl } = page.client as unknown as { streamUrl: string }
    const frames: string[] = []
    for (let n = 0; n < 3; n++) {
      const socket = new WebSocket(streamUrl)
      cleanups.push(() => socket.terminate())
      socket.on('message', data => frames.push(String(data)))
    }
    await until(() => frames.length >= 3, 'three replays')
    await page.say('hi')
    await until(() => frames.filter(frame => frame.includes('you said hi')).length === 3, 'three copies')
  })
})
