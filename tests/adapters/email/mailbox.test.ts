import { afterEach, describe, expect, test, vi } from 'vitest'
import { StoreError } from '../../../protocol/errors.ts'
import { type EmailDoor, mailText, openEmail } from './email-harness.ts'

// The waits are those of a busy machine.
vi.setConfig({ testTimeout: 90_000 })
const doors: EmailDoor[] = []
afterEach(async () => {
  for (const door of doors.splice(0)) await door.close()
})

async function openDoor(settings?: Record<string, string>) {
  const door = await openEmail(settings)
  doors.push(door)
  return door
}

/** Begun, and past its first look, which only remembers where the mailbox ends. */
async function openStarted(settings?: Record<string, string>) {
  const door = await openDoor(settings)
  door.channel.start?.()
  await vi.waitFor(() => expect(door.house.memory.size).toBe(1), { timeout: 30_000 })
  return door
}

const texts = ({ house }: EmailDoor) => house.received.map(({ activity }) => activity.text ?? activity.value)
const eventually = (check: () => void) => vi.waitFor(check, { timeout: 30_000, interval: 20 })

describe('the mailbox', () => {
  test('is read by push: a mail is stored, then marked as seen', async () => {
    // A look once an hour: only IDLE can tell.
    const door = await openStarted({ EMAIL_POLL_SECONDS: '3600' })
    for (const word of ['one', 'two', 'three']) {
      await door.platform.say('ana@mail.example', word)
      await eventually(() => expect(texts(door)).toContain(word))
    }
    expect(texts(door)).toEqual(['one', 'two', 'three'])
    await eventually(() =>
      expect(door.platform.mailbox.inbox.messages.map(({ flags }) => flags)).toEqual([
        ['\\Seen'],
        ['\\Seen'],
        ['\\Seen'],
      ]),
    )
  })

  test('begins with what comes from now on, and goes on where it was after a restart', async () => {
    const door = await openDoor()
    await door.platform.say('ana@mail.example', 'before our time')
    door.channel.start?.()
    await eventually(() => expect(door.house.memory.size).toBe(1))
    await door.platform.say('ana@mail.example', 'first')
    await eventually(() => expect(texts(door)).toEqual(['first']))
    await door.channel.close?.()
    await door.platform.say('ana@mail.example', 'while we were away')
    const { email } = await import('../../../adapters/email/index.ts')
    const next = email.configure({ ...door.platform.environment, EMAIL_POLL_SECONDS: '1' })?.(door.house.deps)
    next?.start?.()
    await eventually(() => expect(texts(door)).toEqual(['first', 'while we were away']))
    await next?.close?.()
  })

  test('is opened again when the connection is cut, and nothing is read twice', async () => {
    const door = await openStarted()
    await door.platform.say('ana@mail.example', 'one')
    await eventually(() => expect(texts(door)).toEqual(['one']))
    door.platform.mailbox.drop()
    await door.platform.say('ana@mail.example', 'two')
    await eventually(() => expect(texts(door)).toEqual(['one', 'two']))
  })

  test('is looked through by Message-ID when its mails are numbered anew', async () => {
    const door = await openStarted()
    await door.platform.say('ana@mail.example', 'one')
    await door.platform.say('ana@mail.example', 'two')
    await eventually(() => expect(texts(door)).toEqual(['one', 'two']))
    door.platform.mailbox.inbox.messages.shift()
    door.platform.mailbox.renumber()
    await door.platform.say('ana@mail.example', 'three')
    await eventually(() => expect(texts(door)).toEqual(['one', 'two', 'three']))
    await eventually(() => expect([...door.house.memory.values()][0]).toBe('{"uidValidity":"1001","uid":2}'))
  })

  test('is read again from the mail that the store did not take', async () => {
    const door = await openStarted()
    door.house.fault.error = new StoreError('store.unreachable', 'gone')
    await door.platform.say('ana@mail.example', 'one')
    await door.platform.say('ana@mail.example', 'two')
    await new Promise(resolve => setTimeout(resolve, 300))
    expect(door.platform.mailbox.inbox.messages.map(({ flags }) => flags)).toEqual([[], []])
    delete door.house.fault.error
    await eventually(() => expect(texts(door)).toEqual(['one', 'two']))
  })

  test('is read on behind a mail that the database refuses again and again', async () => {
    const stored: unknown[] = []
    const door = await openEmail(
      {},
      {
        async receive(inbound) {
          const said = inbound.map(({ activity }) => activity.text ?? activity.value)
          if (said.includes('poison')) throw new StoreError('store.failed', 'refused')
          stored.push(...said)
          return inbound.map(() => ({ fresh: true, inboxId: 'inb', conversationId: 'cnv' }))
        },
      },
    )
    doors.push(door)
    door.channel.start?.()
    await eventually(() => expect(door.house.memory.size).toBe(1))
    await door.platform.say('ana@mail.example', 'poison')
    await door.platform.say('ana@mail.example', 'two')
    await eventually(() => expect(stored).toEqual([{ kind: 'not read' }, 'two']))
  })

  test('keeps what is no mail as an event, and reads what comes after it', async () => {
    const door = await openStarted()
    door.platform.deliver(Buffer.from('\u0001 no mail'))
    door.platform.deliver(Buffer.from(mailText({}, 'after it')))
    await eventually(() => expect(texts(door)).toEqual([{ kind: 'without sender' }, 'Question\n\nafter it']))
  })

  test('is tried again, and closes at once, when it refuses our account', async () => {
    const errors: string[] = []
    const log = {
      debug() {},
      info() {},
      warn() {},
      error: (_fields: object, message: string) => void errors.push(message),
    }
    const door = await openEmail({}, { log })
    doors.push(door)
    const { email } = await import('../../../adapters/email/index.ts')
    const settings = {
      ...door.platform.environment,
      IMAP_URL: door.platform.environment.IMAP_URL?.replace(':stand-in', ':wrong'),
    }
    const refused = email.configure(settings)?.({ ...door.house.deps, log })
    refused?.start?.()
    await eventually(() => expect(errors[0]).toContain('check IMAP_URL'))
    const start = performance.now()
    await refused?.close?.()
    expect(performance.now() - start).toBeLessThan(5_000)
  })
})
