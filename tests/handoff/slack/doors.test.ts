import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readSlackConfig } from '../../../handoff/desks/slack/config.ts'
import { createFilesIn } from '../../../handoff/desks/slack/files-in.ts'
import { ConfigError } from '../../../protocol/errors.ts'
import { headText, openSlackHouse, type SlackHouse, until, untilChat, untilRead } from './slack-house.ts'

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

describe('the settings', () => {
  const whole = {
    SLACK_BOT_TOKEN: 'xoxb-token',
    SLACK_SIGNING_SECRET: 'a'.repeat(32),
    SLACK_CHANNEL: 'C1DESK',
  }

  test('are off when none is there, and name what is wrong without its value', () => {
    expect(readSlackConfig({})).toBeUndefined()
    expect(readSlackConfig({ SLACK_BOT_TOKEN: '' })).toBeUndefined()
    expect(readSlackConfig(whole)).toMatchObject({
      apiUrl: 'https://slack.com/api/',
      agents: 'accounts',
      personal: 'shown',
    })
    const { SLACK_SIGNING_SECRET: _, ...unsigned } = whole
    expect(() => readSlackConfig(unsigned)).toThrow(/SLACK_SIGNING_SECRET is missing/)
    expect(readSlackConfig({ ...unsigned, SLACK_APP_TOKEN: 'xapp-token' })?.appToken).toBe('xapp-token')
    const wrong = () => readSlackConfig({ ...whole, SLACK_BOT_TOKEN: 'secret-thing', SLACK_CHANNEL: '#desk' })
    expect(wrong).toThrow(ConfigError)
    expect(wrong).toThrow(/SLACK_BOT_TOKEN should be[\s\S]*SLACK_CHANNEL should be/)
    expect(wrong).not.toThrow(/secret-thing/)
  })
})

describe('a file that an agent shares', () => {
  const load = (answer: (url: string) => Response) => {
    const asked: { url: string; token: string | null }[] = []
    const files = createFilesIn(
      { botToken: 'xoxb-secret', apiUrl: 'https://slack.com/api/' },
      {
        clock: () => 0,
        maxFileBytes: 100,
        fetch: (async (url: string, init: RequestInit) => {
          asked.push({ url, token: new Headers(init.headers).get('authorization') })
          return answer(url)
        }) as typeof fetch,
      },
    )
    return { files, asked }
  }
  const file = (url: string) => ({ id: 'F1', name: 'a.png', mimetype: 'image/png', url_private: url })

  test('is never asked for elsewhere, nor behind a redirect that leads elsewhere', async () => {
    const { files, asked } = load(
      () => new Response(null, { status: 302, headers: { location: 'http://169.254.169.254/latest' } }),
    )
    await expect(files(file('http://10.0.0.1/a.png'))).rejects.toThrow(/does not lie in Slack/)
    expect(asked).toEqual([])
    await expect(files(file('https://files.slack.com/a.png'))).rejects.toThrow(/does not lie in Slack/)
    expect(asked).toEqual([{ url: 'https://files.slack.com/a.png', token: 'Bearer xoxb-secret' }])
  })

  test('is not taken when it is too large, or is a page to sign in', async () => {
    await expect(
      load(() => new Response('x'.repeat(101))).files(file('https://files.slack.com/a')),
    ).rejects.toThrow(/larger than/)
    await expect(
      load(() => new Response('')).files({ ...file('https://files.slack.com/a'), size: 1_000 }),
    ).rejects.toThrow(/larger than/)
    const page = () => new Response('<!doctype html>', { headers: { 'content-type': 'text/html' } })
    await expect(load(page).files(file('https://files.slack.com/a'))).rejects.toThrow(/files:read/)
    const { bytes } = await load(() => new Response('ok')).files(file('https://files.slack.com/a'))
    expect(Buffer.from(bytes).toString()).toBe('ok')
  })
})

describe('a server', () => {
  let house: SlackHouse
  let ana: string
  beforeAll(async () => {
    house = await openSlackHouse({ env: { SLACK_CHANNEL: 'C1DESK;es=C2DESK;team:madrid=C2DESK' } })
    ana = await house.agent('Ana')
  })
  afterAll(() => house?.close())

  test('takes only what Slack signed, of the last five minutes', async () => {
    const { delivery } = house.slack
    const hello = JSON.stringify({ type: 'url_verification', challenge: 'c' })
    expect(await delivery.raw(hello)).toBe(200)
    expect(await delivery.raw(hello, { ageS: 290 })).toBe(200)
    expect(await delivery.raw(hello, { ageS: 310 })).toBe(401)
    expect(await delivery.raw(hello, { ageS: -310 })).toBe(401)
    expect(await delivery.raw(hello, { secret: 'another secret of somebody' })).toBe(401)
    expect(await delivery.raw('{', {})).toBe(400)
    expect(await delivery.raw('payload=%7B', { contentType: 'application/x-www-form-urlencoded' })).toBe(400)
    expect(await delivery.raw('ssl_check=1', { contentType: 'application/x-www-form-urlencoded' })).toBe(200)
    const unsigned = await fetch(`${house.server().url}/webhooks/slack`, { method: 'POST', body: hello })
    expect(unsigned.status).toBe(401)
  })

  test('puts a hand-off into the channel of its language', async () => {
    const { head } = await house.escalate('quiero hablar con una persona')
    expect(head.channel).toBe('C2DESK')
    expect(headText(head)).toContain('es')
  })

  test('goes on in the channel of the team that got it, and writes nothing more into the old thread', async () => {
    const { slack } = house
    const { chat, head } = await house.escalate()
    expect(head.channel).toBe('C1DESK')
    const place = { channel: head.channel, threadTs: head.ts }
    const store = await house.store()
    const moveTo = async (team: string | null) => {
      const [handoff] = await store.handoffs.list({ order: 'newest', limit: 1 })
      const at = new Date().toISOString()
      await store.handoffs.update(handoff?.id as string, handoff?.version as number, {
        change: 'transfer',
        status: 'waiting',
        team,
        at,
      })
    }
    const heads = slack.heads().length
    await moveTo('madrid')
    await untilRead(slack, head, 'this hand-off goes on in <#C2DESK>')
    const next = await until('a thread of the new team', () => slack.heads()[heads])
    expect(next.channel).toBe('C2DESK')
    await untilRead(slack, next, 'said so far')
    expect(headText(next)).toMatch(/Waiting/)
    expect(headText(head)).toContain('goes on in <#C2DESK>')
    expect(headText(head)).not.toContain('Claim')

    await slack.write(ana, '@Conserje from the old thread', place)
    await slack.write(ana, 'a note in the old thread', place)
    await until(
      'both are told',
      () => slack.world.whispers.filter(({ text }) => text.includes('nothing was sent')).length === 2,
    )
    await chat.post('only for the new team', 'm1')
    await untilRead(slack, next, 'only for the new team')
    await slack.write(ana, '@Conserje from the new thread', { channel: next.channel, threadTs: next.ts })
    await untilChat(chat, 'from the new thread')
    expect(slack.read(head).join('\n')).not.toContain('only for the new team')
    expect((await chat.log()).map(({ text }) => text).join('\n')).not.toContain('from the old thread')
    const [handoff] = await store.handoffs.list({ order: 'newest', limit: 1 })
    const entries = await store.transcript.list(handoff?.conversationId as string)
    expect(entries.map(({ activity }) => activity.text)).not.toContain('a note in the old thread')

    await moveTo(null)
    await until('the first message', () => headText(head).includes('Waiting'))
    await chat.post('back where it began', 'm2')
    await untilRead(slack, head, 'back where it began')
    expect(slack.read(next).join('\n')).not.toContain('back where it began')
    expect(slack.heads()).toHaveLength(heads + 1)
  }, 60_000)

  test('takes files both ways', async () => {
    const { slack } = house
    const { chat, head } = await house.escalate()
    const place = { channel: head.channel, threadTs: head.ts }
    const files = [{ name: 'label.png', mimetype: 'image/png', bytes: new Uint8Array(PNG) }]
    await slack.write(ana, '@Conserje here is your label', place, { files })
    await untilChat(chat, 'here is your label')
    const sent = (await chat.log()).find(({ text }) => text === 'here is your label') as unknown as {
      attachments?: { contentType: string; contentUrl: string }[]
    }
    expect(sent.attachments).toMatchObject([{ contentType: 'image/png' }])
    const link = new URL(sent.attachments?.[0]?.contentUrl ?? '', house.server().url)
    const loaded = await fetch(link)
    const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
    expect(hash(new Uint8Array(await loaded.arrayBuffer()))).toBe(hash(PNG))

    await chat.upload('damaged.png', PNG, 'look at this')
    await untilRead(slack, head, '[file damaged.png]')
    const shared = [...slack.world.files.values()].find(({ name }) => name === 'damaged.png')
    expect(hash(shared?.bytes ?? new Uint8Array())).toBe(hash(PNG))

    const large = [{ name: 'film.mp4', mimetype: 'video/mp4', bytes: new Uint8Array(12_000_000) }]
    await slack.write(ana, '@Conserje a film', place, { files: large })
    await until('a refusal', () => slack.world.whispers.find(({ text }) => /film\.mp4 is larger/.test(text)))
  })

  test('shows hostile words as they are, and calls nobody', async () => {
    const { slack } = house
    const { chat, head } = await house.escalate()
    await chat.post('<!channel> <script>alert(1)</script> <@U1ANA> https://evil.example \u202Eexe.gpj', 'h1')
    await untilRead(slack, head, '<!channel> <script>alert(1)</script>')
    await chat.post('word '.repeat(20_000), 'h2')
    await untilRead(slack, head, /more characters/)
    expect(slack.called).toEqual([])
    const texts = slack.read(head).join('\n')
    expect(texts).not.toContain('\u202E')
  })
})
