import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Channel } from '../../adapters/adapter.ts'
import { limits, render } from '../../adapters/webchat/render.ts'
import type { Activity } from '../../protocol/activity.ts'
import type { Json } from '../../protocol/json.ts'
import { silentLog } from '../../protocol/log.ts'
import { nothingUnderstood } from '../../protocol/understanding.ts'
import { createContents } from '../../server/contents.ts'
import { createDeliver } from '../../server/deliver.ts'
import { dialogEngine } from '../../server/dialog-engine.ts'
import { createMailFollowUps } from '../../server/mail-follow-ups.ts'
import { createReceive } from '../../server/receive.ts'
import { createTakeTurns, type Loop } from '../../server/take-turns.ts'
import { openStore } from '../../store/open.ts'
import type { Store } from '../../store/store.ts'
import { type EmailDoor, openEmail } from '../adapters/email/email-harness.ts'
import { botOf } from '../dialogs/chat.ts'
import { type FreshDatabase, freshDatabase } from '../fresh-database.ts'

const content = botOf({
  files: { 'lamp/dialogs/fallback.yaml': 'dialog: fallback\nsteps: [{ handoff: asked }]' },
})
const ANA = 'ana@mail.example'
const KEY = 'web_1'

/** Understands addresses and nothing else. */
function understand(text: string) {
  const found = /\S+@\S+\.\w+/.exec(text)
  const entities =
    found === null
      ? []
      : [
          {
            type: 'email',
            value: found[0],
            text: found[0],
            start: found.index,
            end: found.index + found[0].length,
          },
        ]
  return { ...nothingUnderstood('en'), entities }
}

describe.each(['sqlite', 'postgres'] as const)('an answer to who has left the web chat, on %s', engine => {
  let database: FreshDatabase
  let store: Store
  let door: EmailDoor
  let loops: Loop[]
  let shift = 0
  let conversationId: string
  let rows = 0
  /** Whether who looks for answers is killed as soon as a mail is queued. */
  let isKilled = false

  const clock = () => Date.now() + shift

  beforeEach(async () => {
    shift = 0
    isKilled = false
    database = await freshDatabase(engine)
    store = await openStore({ url: database.url, idleMs: 86_400_000, exclusive: false })
    const receiving = {
      inbox: store.inbox,
      clock,
      settleMs: 0,
      hasWindow: () => false,
      files: { media: store.media, quota: { take: async () => true }, maxBytes: 1_000, onWanted() {} },
    }
    door = await openEmail({}, { receive: createReceive('email', receiving) })
    const webchat: Channel = {
      channel: 'webchat',
      limits,
      render,
      async send(payload, { threadKey, idempotencyKey }) {
        const { activity } = payload as unknown as { activity: Activity }
        const seq = await store.webchat.append(threadKey, activity, idempotencyKey, new Date().toISOString())
        return { platformId: `${threadKey}|${seq}` }
      },
      routes: [],
    }
    const contents = createContents({ versions: store.versions, parse: () => content, clock, log: silentLog })
    await contents.publish(content)
    loops = [
      createTakeTurns({
        store,
        engine: dialogEngine,
        understander: () => ({ languages: ['en'], understand }),
        contents,
        clock,
        log: silentLog,
        gather: false,
        answersByEmail: true,
      }),
      createDeliver({
        store,
        channels: new Map([webchat, door.channel].map(one => [one.channel, one])),
        actions: new Map(),
        clock,
        log: silentLog,
        worker: 'test',
        content: contents.current,
        mediaLink: () => undefined,
      }),
      createMailFollowUps({
        store: {
          ...store,
          inbox: {
            ...store.inbox,
            async enqueue(queued) {
              const added = await store.inbox.enqueue(queued)
              if (isKilled) throw new Error('killed')
              return added
            },
          },
        },
        mail: door.channel,
        publicUrl: 'https://shop.example',
        clock,
        log: silentLog,
        everyMs: 20,
      }),
    ]
    for (const loop of loops) loop.start()
    const receive = createReceive('webchat', receiving)
    customerSays = async text => {
      const [accepted] = await receive([
        {
          account: 'webchat',
          threadKey: KEY,
          platformId: `p${++rows}`,
          kind: 'activity',
          activity: { type: 'message', text },
          settle: false,
        },
      ])
      conversationId = accepted?.conversationId as string
    }
    await store.webchat.open(KEY, 'dl_1', new Date().toISOString())
  })
  afterEach(async () => {
    await Promise.all(loops.map(loop => loop.stop()))
    await door.close()
    await store.close()
    await database.drop()
  })

  let customerSays: (text: string) => Promise<void>
  const logged = async () => (await store.webchat.read(KEY, 0, 999)).map(({ activity }) => activity.text)
  const until = (test: () => Promise<unknown>, what: unknown) =>
    expect.poll(test, { timeout: 8_000 }).toEqual(what)

  async function escalate(): Promise<void> {
    await customerSays('xyzzy')
    await until(async () => (await store.handoffs.list({ limit: 2 })).length, 1)
  }
  async function leave(address = ANA): Promise<void> {
    await customerSays(address)
    await until(async () => (await logged()).at(-1)?.includes(address), true)
  }
  async function reply(text: string): Promise<void> {
    const [handoff] = await store.handoffs.list({ limit: 1 })
    const payload: Json = {
      verb: 'reply',
      handoffId: handoff?.id as string,
      agentId: 'a',
      author: 'Marta',
      text,
    }
    await store.inbox.enqueue([
      { conversationId, kind: 'agent', key: `r${++rows}`, payload, dueAt: new Date(0).toISOString() },
    ])
  }
  const replied = async (text: string) => {
    await reply(text)
    await until(async () => (await logged()).at(-1), text)
  }
  const mails = () => door.platform.taken
  const linkOf = (text = '') => /https:\/\/shop\.example\/chat#continue=([\w-]+)/.exec(text)?.[1] ?? ''
  const hashOf = (code: string) => createHash('sha256').update(code).digest('hex')

  test('goes by mail once, with a way back that is good once', async () => {
    await escalate()
    await leave()
    await replied('Your lamp leaves tomorrow.')
    await replied('I am sorry for the wait.')
    expect(mails()).toHaveLength(0)
    shift = 130_000
    await until(async () => mails().length, 1)
    const [mail] = mails()
    expect(mail).toMatchObject({ to: ANA })
    expect(mail?.text).toContain('Your lamp leaves tomorrow.')
    expect(mail?.text).toContain('I am sorry for the wait.')
    const hash = hashOf(linkOf(mail?.text))
    expect(await store.webchat.redeemLink(hash, new Date(clock()).toISOString())).toBe(KEY)
    expect(await store.webchat.redeemLink(hash, new Date(clock()).toISOString())).toBeUndefined()
    shift = 400_000
    await new Promise(resolve => setTimeout(resolve, 200))
    expect(mails()).toHaveLength(1)
  })

  test('is found behind however many entries that no person said, and many go by two mails', async () => {
    const put = (from: number, to: number, speaker: string) =>
      Promise.all(
        Array.from({ length: to - from }, (_, n) => {
          const said: Activity = { type: 'message', text: `said ${from + n}`, channelData: { speaker } }
          return store.webchat.append(KEY, said, `put${from + n}`, new Date().toISOString())
        }),
      )
    await escalate()
    await leave()
    await put(0, 110, 'bot')
    await put(110, 130, 'agent')
    await replied('Your lamp leaves tomorrow.')
    shift = 130_000
    await until(async () => mails().length, 1)
    expect(mails()[0]?.text).toContain('said 129')
    expect(mails()[0]?.text).not.toContain('Your lamp')
    shift = 200_000
    await until(async () => mails().length, 2)
    expect(mails()[1]?.text).toContain('Your lamp leaves tomorrow.')
    expect(mails()[1]?.text).not.toContain('said 129')
    shift = 300_000
    await until(async () => (await store.followUps.due('9', 9)).length, 0)
    expect(mails()).toHaveLength(2)
  })

  test('is not mailed again when who queued it was killed, and more was said then', async () => {
    await escalate()
    await leave()
    await replied('Your lamp leaves tomorrow.')
    isKilled = true
    shift = 130_000
    await until(async () => mails().length, 1)
    await replied('It has left.')
    isKilled = false
    shift = 400_000
    await until(async () => mails().length, 2)
    expect(mails()[1]?.text).toContain('It has left.')
    expect(mails()[1]?.text).not.toContain('Your lamp leaves')
    await until(async () => (await store.followUps.due('9', 9)).length, 0)
    expect(mails()).toHaveLength(2)
  })

  test('may be answered by mail: it comes into the same conversation, and so does what is said then', {
    timeout: 30_000,
  }, async () => {
    door.channel.start?.()
    await escalate()
    await leave()
    await replied('Which colour?')
    shift = 130_000
    await until(async () => mails().length, 1)
    const heard = async () =>
      (await store.transcript.list(conversationId)).some(
        ({ speaker, activity }) => speaker === 'customer' && activity.text?.includes('blue one'),
      )
    // The mailbox is read from when it was opened on: what comes before is none of ours.
    for (let tries = 0; tries < 8 && !(await heard()); tries++) {
      await door.platform.say(ANA, 'The blue one, please.')
      await new Promise(resolve => setTimeout(resolve, 1_500))
    }
    expect(await heard()).toBe(true)
    await reply('Blue it is.')
    await until(async () => mails().at(-1)?.text.includes('Blue it is.'), true)
    expect(await logged()).not.toContain('Blue it is.')
  })

  test('does not go where a page has had it; a link ends', async () => {
    await escalate()
    await leave()
    await replied('Are you there?')
    await store.webchat.reached(KEY, await store.webchat.last(KEY))
    shift = 130_000
    await until(async () => (await store.followUps.due('9', 9)).length, 0)
    expect(mails()).toHaveLength(0)
    await store.webchat.issueLink({ hash: 'h', key: KEY, until: new Date(0).toISOString() })
    expect(await store.webchat.redeemLink('h', new Date().toISOString())).toBeUndefined()
  })

  test('waits in the web chat where nobody left an address', async () => {
    await escalate()
    await replied('Hello?')
    expect(await store.followUps.due('9', 9)).toEqual([])
    shift = 130_000
    await new Promise(resolve => setTimeout(resolve, 100))
    expect(mails()).toHaveLength(0)
    expect(await store.webchat.unseen(KEY, 9)).toHaveLength(1)
  })

  test('to an address that is somebody else’s thread goes out, and joins nobody', async () => {
    const [other] = await createReceive('email', {
      inbox: store.inbox,
      clock,
      settleMs: 0,
      hasWindow: () => false,
      files: { media: store.media, quota: { take: async () => true }, maxBytes: 1_000, onWanted() {} },
    })([
      {
        account: door.channel.begins?.account as string,
        threadKey: ANA,
        platformId: 'm1',
        kind: 'activity',
        activity: { type: 'event', name: 'unsupported' },
        settle: false,
      },
    ])
    await escalate()
    await leave()
    await replied('Hello.')
    shift = 130_000
    await until(async () => mails().length, 1)
    const thread = await store.conversations.byThread('email', door.channel.begins?.account as string, ANA)
    expect(thread?.id).toBe(other?.conversationId)
    expect((await store.conversations.get(conversationId))?.customerId).not.toBe(thread?.customerId)
  })

  test('leaves no thread behind for whoever has that address, when nobody wrote from it', async () => {
    await escalate()
    await leave()
    await replied('Hello.')
    shift = 130_000
    await until(async () => mails().length, 1)
    await until(async () => (await store.outbox.counts()).queued + (await store.outbox.counts()).leased, 0)
    const [handoff] = await store.handoffs.list({ limit: 1 })
    const payload: Json = {
      verb: 'resolve',
      handoffId: handoff?.id as string,
      agentId: 'a',
      author: 'Marta',
      cause: 'solved',
    }
    await store.inbox.enqueue([
      { conversationId, kind: 'agent', key: 'end', payload, dueAt: new Date(0).toISOString() },
    ])
    await until(async () => (await store.conversations.get(conversationId))?.status, 'closed')
    const account = door.channel.begins?.account as string
    expect(await store.conversations.byThread('email', account, ANA)).toBeDefined()
    await store.sweep(new Date(clock()).toISOString())
    expect(await store.conversations.byThread('email', account, ANA)).toBeUndefined()
  })
})
