import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import type { Channel } from '../../../adapters/adapter.ts'
import type { Activity } from '../../../protocol/activity.ts'
import { OutcomeUnknown, RateLimited, Refused, Unreachable } from '../../../protocol/errors.ts'
import type { Json } from '../../../protocol/json.ts'
import { renderContext } from '../house.ts'
import { type EmailDoor, openEmail } from './email-harness.ts'

const doors: EmailDoor[] = []
afterEach(async () => {
  for (const door of doors.splice(0)) await door.close()
})
async function openDoor(settings?: Record<string, string>) {
  const door = await openEmail(settings)
  doors.push(door)
  return door
}

const WORDS: Record<string, string> = {
  'common.channel.email_greeting': 'Hello,',
  'common.channel.email_greeting_named': 'Hello {name},',
  'common.channel.email_closing': 'Kind regards,\nThe chatbot of Casa Lumen',
  'common.channel.email_closing_agent': 'Kind regards,\nCasa Lumen',
  'common.channel.email_subject': 'A message from Casa Lumen',
  'common.channel.choose': 'Please reply with a number.',
  'common.channel.media_unavailable': 'A file is missing.',
}
const context = (more = {}) => renderContext({ text: key => WORDS[key] ?? '', ...more })
const letter = (channel: Channel, activities: Activity[], more = {}): Json =>
  channel.render(activities, context(more))[0] as Json
const hello = (channel: Channel) => letter(channel, [{ type: 'message', text: 'It is on its way.' }])

const ADDRESS = {
  messageId: '<q1@mail.example>',
  references: ['<q0@mail.example>', '<q1@mail.example>'],
  subject: 'AW: Re: Pedido <10432>',
  name: 'Ana Muster',
}

describe('an answer', () => {
  test('is one mail for a whole turn, in text and in HTML, that nobody answers by a program', async () => {
    const { channel, platform, sendOptions } = await openDoor()
    const actions = ['Yes', 'No & never'].map(title => ({
      type: 'postBack',
      title,
      value: { choice: title },
    }))
    const turn: Activity[] = [
      { type: 'typing' },
      { type: 'message', text: 'It is **on its way** <script>.' },
      { type: 'message', text: 'Anything else?', suggestedActions: { actions } },
    ]
    await channel.send(letter(channel, turn), sendOptions('out_1:0', { address: ADDRESS }))
    const [mail] = platform.taken
    expect(platform.taken).toHaveLength(1)
    expect(mail?.text).toBe(
      'Hello Ana Muster,\n\nIt is on its way <script>.\n\nAnything else?\n\n1. Yes\n2. No & never\n\nPlease reply with a number.\n\nKind regards,\nThe chatbot of Casa Lumen\n',
    )
    expect(mail?.options).toEqual(['Yes', 'No & never'])
    const { html, headers, ...rest } = (mail?.body ?? {}) as Record<string, Json>
    expect(html).toContain('<b>on its way</b> &lt;script&gt;.')
    expect(html).toContain('<html lang="en" dir="ltr">')
    expect(headers).toMatchObject({
      'auto-submitted': 'auto-replied',
      'x-auto-response-suppress': 'All',
      'x-loop': 'help@shop.example',
      to: 'Ana Muster <ana@mail.example>',
    })
    expect(rest).toMatchObject({
      subject: 'Re: Pedido <10432>',
      inReplyTo: '<q1@mail.example>',
      references: ['<q0@mail.example>', '<q1@mail.example>'],
    })
  })

  test('of a person bears no mark of a program, and its own closing', async () => {
    const { channel, platform, sendOptions } = await openDoor()
    const payload = letter(channel, [{ type: 'message', text: 'I will look.' }], { speaker: 'agent' })
    await channel.send(payload, sendOptions('out_1:0'))
    expect(platform.taken[0]?.text).toContain('Kind regards,\nCasa Lumen\n')
    expect(platform.taken[0]?.body).not.toHaveProperty(['headers', 'auto-submitted'])
  })

  test('runs from right to left where its language does', async () => {
    const { channel, platform, sendOptions } = await openDoor()
    await channel.send(
      letter(channel, [{ type: 'message', text: 'مرحبا' }], { locale: 'ar' }),
      sendOptions('out_1:0'),
    )
    expect(platform.taken[0]?.body).toMatchObject({ html: expect.stringContaining('<div dir="rtl">') })
  })

  test('without a mail before it has a subject of its own, and goes to nobody but the thread', async () => {
    const { channel, platform, sendOptions } = await openDoor()
    await channel.send(hello(channel), sendOptions('out_1:0', { threadKey: 'bo@mail.example' }))
    expect(platform.taken[0]).toMatchObject({
      to: 'bo@mail.example',
      body: { subject: 'A message from Casa Lumen', inReplyTo: null },
    })
  })

  test('can not be given headers by what a customer wrote', async () => {
    const { channel, platform, sendOptions } = await openDoor()
    const address = {
      ...ADDRESS,
      subject: 'x\r\nBcc: mallory@evil.example',
      name: 'A\r\nBcc: mallory@evil.example',
      messageId: '<q@x>\r\nBcc: mallory@evil.example',
    }
    await channel.send(hello(channel), sendOptions('out_1:0', { address }))
    expect(platform.taken.map(({ to }) => to)).toEqual(['ana@mail.example'])
    expect(platform.taken[0]?.body).not.toHaveProperty(['headers', 'bcc'])
  })

  test('is the same mail when it is sent again', async () => {
    const { channel, platform, sendOptions } = await openDoor()
    platform.fail('droppedAfter')
    await expect(channel.send(hello(channel), sendOptions('out_1:0'))).rejects.toBeInstanceOf(OutcomeUnknown)
    const receipt = await channel.send(hello(channel), sendOptions('out_1:0'))
    expect(receipt.platformId).toBe('<conv.out_1.0@shop.example>')
    expect(platform.taken.map(({ id }) => id)).toEqual([receipt.platformId])
  })

  test('brings the files of our store, and tells of those that are gone', async () => {
    const { channel, platform, sendOptions, house } = await openDoor()
    house.media.set('m1', { bytes: Buffer.from('%PDF-1.7'), contentType: 'application/pdf' })
    const attachments = [
      { contentType: 'application/pdf', contentUrl: 'media:m1', name: 'invoice.pdf' },
      { contentType: 'image/png', contentUrl: 'media:gone', name: 'x.png' },
      { contentType: 'image/png', contentUrl: 'https://cdn.example/y.png', name: 'y.png' },
    ]
    await channel.send(
      letter(channel, [{ type: 'message', text: 'Here:', attachments }]),
      sendOptions('out_1:0'),
    )
    const [mail] = platform.taken
    expect(mail?.body).toMatchObject({
      attachments: [{ contentType: 'application/pdf', filename: 'invoice.pdf' }],
    })
    expect(mail?.text).toContain('A file is missing.')
    expect(mail?.text).toContain('y.png: https://cdn.example/y.png')
  })

  test('is nothing when a turn says nothing', async () => {
    const { channel } = await openDoor()
    expect(channel.render([{ type: 'typing' }, { type: 'event', name: 'x' }], context())).toEqual([])
  })
})

describe('the loop breaker', () => {
  test('stops automatic answers to one address, counts a mail once, and no agent', async () => {
    const { channel, sendOptions } = await openDoor({ EMAIL_REPLIES_PER_HOUR: '2' })
    const send = (key: string, more = {}) => channel.send(hello(channel), sendOptions(key, more))
    await send('out_1:0')
    await send('out_1:0')
    await send('out_2:0')
    await expect(send('out_3:0')).rejects.toThrow('EMAIL_REPLIES_PER_HOUR')
    await send('out_4:0', { threadKey: 'bo@mail.example' })
    const byAgent = letter(channel, [{ type: 'message', text: 'x' }], { speaker: 'agent' })
    await channel.send(byAgent, sendOptions('out_5:0'))
  })

  test('never lets us write to ourselves, or to nobody', async () => {
    const { channel, sendOptions } = await openDoor()
    for (const threadKey of ['help@shop.example', 'unknown']) {
      await expect(
        channel.send(hello(channel), sendOptions('out_1:0', { threadKey })),
      ).rejects.toBeInstanceOf(Refused)
    }
  })
})

describe('a mail server that does not take it', () => {
  test.each([
    ['refused', Refused, 'platform', '550 5.1.1'],
    ['serverError', Unreachable, 'platform', '451 4.3.0'],
    ['rateLimited', RateLimited, 'platform', '450 4.7.28'],
    ['expiredToken', Unreachable, 'config', 'check SMTP_URL'],
    ['dropped', Unreachable, 'platform', 'not reached'],
    ['droppedAfter', OutcomeUnknown, 'platform', 'before the mail server answered'],
  ] as const)('by %s', async (fault, error, blame, words) => {
    const { channel, platform, sendOptions } = await openDoor()
    platform.fail(fault)
    const failure = await channel.send(hello(channel), sendOptions('out_1:0')).catch(one => one)
    expect(failure).toBeInstanceOf(error)
    expect(failure).toMatchObject({ blame })
    expect(failure.message).toContain(words)
    expect(failure.message).not.toContain('ana@')
  })

  test('by silence: unknown after the mail went out, unreachable before', async () => {
    const { channel, platform, sendOptions } = await openDoor()
    const inTime = () => ({ signal: AbortSignal.timeout(500) })
    platform.fail('timeoutAfter')
    await expect(channel.send(hello(channel), sendOptions('out_1:0', inTime()))).rejects.toBeInstanceOf(
      OutcomeUnknown,
    )
    platform.fail('timeout')
    await expect(channel.send(hello(channel), sendOptions('out_2:0', inTime()))).rejects.toBeInstanceOf(
      Unreachable,
    )
  })

  test('because it refuses our sender, which the operator must mend', async () => {
    const { channel, sendOptions } = await openDoor({ EMAIL_FROM: 'other@shop.example' })
    await expect(channel.send(hello(channel), sendOptions('out_1:0'))).rejects.toMatchObject({
      blame: 'config',
      message: expect.stringContaining('check EMAIL_FROM'),
    })
  })

  test('because nobody is there', async () => {
    const { channel, sendOptions } = await openDoor({ SMTP_URL: 'smtp://127.0.0.1:1' })
    await expect(channel.send(hello(channel), sendOptions('out_1:0'))).rejects.toBeInstanceOf(Unreachable)
  })

  test('because it offers no TLS, outside this machine', async () => {
    const server = createServer(socket => {
      socket.write('220 x ESMTP\r\n')
      socket.on('data', line => socket.write(/^EHLO/.test(line.toString()) ? '250 x\r\n' : '502 no\r\n'))
      socket.on('error', () => {})
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.2', resolve))
    const { submit } = await import('../../../adapters/email/smtp.ts')
    const { port } = server.address() as AddressInfo
    const sent = submit(
      { host: '127.0.0.2', port, secure: false, loopback: false },
      {
        from: 'a@x.example',
        to: 'b@x.example',
        message: Buffer.from('x'),
        signal: AbortSignal.timeout(3_000),
      },
    )
    await expect(sent).rejects.toMatchObject({ name: 'Unreachable', blame: 'config' })
    server.close()
  })

  test('because too many mails are on their way: at most four connections, the rest wait or come later', async () => {
    const { channel, platform, sendOptions } = await openDoor()
    const sent = await Promise.allSettled(
      Array.from({ length: 60 }, (_, n) =>
        channel.send(hello(channel), sendOptions(`out_${n}:0`, { threadKey: `c${n}@mail.example` })),
      ),
    )
    const faults = sent.flatMap(one => (one.status === 'rejected' ? [one.reason] : []))
    for (const fault of faults) expect(fault).toBeInstanceOf(RateLimited)
    expect(platform.taken.length + faults.length).toBe(60)
    expect(platform.taken.length).toBeGreaterThanOrEqual(36)
  })
})
