import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Inbound } from '../../../adapters/adapter.ts'
import { properName } from '../../../adapters/email/parse.ts'
import { readMail } from '../../../adapters/email/payload.ts'
import { senderProof } from '../../../adapters/email/verify.ts'
import { readRecordings } from '../../contracts/recording.ts'
import { type EmailDoor, mailText, openEmail } from './email-harness.ts'

let door: EmailDoor
let count = 0
beforeAll(async () => {
  door = await openEmail()
})
afterAll(() => door.close())

/** What the house gets of one mail; each under its own id, unless one is given. */
async function taken(headers: Record<string, string | undefined>, body?: string): Promise<Inbound[]> {
  const before = door.house.received.length
  await door.take(mailText({ 'Message-ID': `<t${++count}@mail.example>`, ...headers }, body))
  return door.house.received.slice(before)
}

const kindOf = ([one]: Inbound[]) => (one?.activity.value as { kind?: string } | undefined)?.kind

describe('the thread of a mail', () => {
  test('is its author, in lower case, under the address that customers write to', async () => {
    const [one] = await taken({ From: 'Ana Muster <Ana@Mail.Example>' })
    expect(one).toMatchObject({
      account: 'help@shop.example',
      threadKey: 'ana@mail.example',
      customer: { name: 'Ana Muster' },
      settle: false,
    })
  })

  test('is who is to be answered, so that a forged author has no answer sent elsewhere', async () => {
    const [one] = await taken({ 'Reply-To': 'mallory@evil.example' })
    expect(one?.threadKey).toBe('mallory@evil.example')
    expect(one?.activity.from?.id).toBe('mallory@evil.example')
  })

  test('keeps what an answer answers: the mail, its references, its subject', async () => {
    const [one] = await taken({
      'Message-ID': '<q7@mail.example>',
      'In-Reply-To': '<conv.out_1.0@shop.example>',
      References: '<q1@mail.example>\r\n <conv.out_1.0@shop.example>',
      Subject: 'Re: Question',
    })
    expect(one?.activity.replyToId).toBe('<conv.out_1.0@shop.example>')
    expect(one?.address).toEqual({
      messageId: '<q7@mail.example>',
      references: ['<q1@mail.example>', '<conv.out_1.0@shop.example>', '<q7@mail.example>'],
      subject: 'Re: Question',
      name: 'Ana Muster',
    })
  })

  test('keeps the first and the newest of many references', async () => {
    const ids = Array.from({ length: 60 }, (_, n) => `<r${n}@mail.example>`)
    const [one] = await taken({ References: ids.join('\r\n ') })
    const references = (one?.address as { references: string[] } | undefined)?.references ?? []
    expect(references).toHaveLength(20)
    expect(references[0]).toBe('<r0@mail.example>')
    expect(references.at(-2)).toBe('<r59@mail.example>')
  })
})

describe('the words of a mail', () => {
  test('begin with the subject of a first mail, unless the mail says it too', async () => {
    expect((await taken({ Subject: 'Order 10432' }, 'Where is it?'))[0]?.activity.text).toBe(
      'Order 10432\n\nWhere is it?',
    )
    expect((await taken({ Subject: 'order 10432' }, 'Where is Order 10432?'))[0]?.activity.text).toBe(
      'Where is Order 10432?',
    )
    expect((await taken({ Subject: 'Aw: Order 10432' }, 'Where is it?'))[0]?.activity.text).toBe(
      'Where is it?',
    )
  })

  test('stand for the desk as a whole where something was cut off', async () => {
    const [one] = await taken(
      {},
      '2\r\n\r\nOn 23 Nov 2026, at 10:00, Casa Lumen <help@shop.example> wrote:\r\n> Hello',
    )
    expect(one?.activity.text).toBe('Question\n\n2')
    expect(one?.activity.channelData).toMatchObject({ email: { whole: expect.stringContaining('> Hello') } })
  })

  test('come with the files of the mail, as bytes', async () => {
    const recording = readRecordings('adapters/email').find(({ name }) => name === 'inline-picture.json')
    const before = door.house.received.length
    await door.take(recording?.requests[0]?.body ?? '')
    const [one] = door.house.received.slice(before)
    expect(one?.activity.attachments).toEqual([
      { contentType: 'image/png', contentUrl: 'media:0', name: 'lamp.png' },
    ])
    expect(one?.media?.[0]?.bytes?.subarray(1, 4)).toEqual(Buffer.from('PNG'))
  })

  test('have the time of their arrival, not that which their writer claims', async () => {
    const [one] = await taken({ Date: 'Sat, 01 Jan 2050 00:00:00 +0000' })
    expect(one?.activity.timestamp).toBe('2026-11-22T10:00:00.000Z')
  })
})

describe('a mail that must not be answered', () => {
  test.each([
    [{ 'Auto-Submitted': 'auto-generated' }, 'auto-reply'],
    [{ 'Auto-Submitted': 'auto-replied; owner=x' }, 'auto-reply'],
    [{ 'X-Auto-Response-Suppress': 'All' }, 'auto-reply'],
    [{ 'X-Autoreply': 'yes' }, 'auto-reply'],
    [{ Precedence: 'junk' }, 'list'],
    [{ 'List-Id': '<x.example>' }, 'list'],
    [{ 'List-Unsubscribe': '<https://x.example>' }, 'list'],
    [{ From: 'no-reply@parcel.example' }, 'no-reply'],
    [{ From: 'noreply+7@parcel.example' }, 'no-reply'],
    [{ From: 'postmaster@mail.example' }, 'no-reply'],
    [{ 'Return-Path': '<>' }, 'auto-reply'],
    [{ 'Return-Path': '<>', From: 'MAILER-DAEMON@old.example' }, 'bounce'],
    [{ 'Return-Path': '<>', 'X-Failed-Recipients': 'ben@mail.example' }, 'bounce'],
    [{ 'Content-Type': 'multipart/report; report-type=delivery-status; boundary=x' }, 'bounce'],
    [{ 'Content-Type': 'multipart/report; report-type=disposition-notification; boundary=x' }, 'auto-reply'],
    [{ 'Content-Type': 'multipart/report; boundary=x; report-type="Feedback-Report"' }, 'auto-reply'],
    [{ 'X-Loop': 'HELP@shop.example' }, 'loop'],
    [{ Received: Array.from({ length: 60 }, () => 'from a by b').join('\r\nReceived: ') }, 'loop'],
  ])('is kept for the transcript: %j', async (headers, kind) => {
    expect(kindOf(await taken(headers))).toBe(kind)
  })

  test('is none that a person sent, though a program sent it for them', async () => {
    for (const headers of [
      { 'Auto-Submitted': 'no' },
      { 'X-Auto-Response-Suppress': 'OOF' },
      { From: 'norepe@mail.example' },
    ]) {
      expect((await taken(headers))[0]?.activity.type).toBe('message')
    }
  })

  test('is nothing at all when it is our own', async () => {
    expect(await taken({ From: 'Casa Lumen <Help@Shop.example>' })).toEqual([])
  })
})

describe('who a mail is from', () => {
  const proof = async (headers: Record<string, string>) =>
    senderProof(await readMail(Buffer.from(mailText(headers))), 'mx.shop.example')
  const results = (text: string) => ({ 'Authentication-Results': text })

  test('is proved by DMARC, said by our own server of this domain', async () => {
    expect(
      await proof(results('mx.shop.example; spf=pass; dmarc=pass (p=REJECT) header.from=mail.example')),
    ).toBe('pass')
    expect(await proof(results('mx.shop.example; dmarc=fail header.from=mail.example'))).toBe('fail')
  })

  test.each([
    ['another server says it', results('mx.evil.example; dmarc=pass header.from=mail.example')],
    ['it is said of another domain', results('mx.shop.example; dmarc=pass header.from=evil.example')],
    ['only SPF passed', results('mx.shop.example; spf=pass smtp.mailfrom=mail.example')],
    ['it stands in a comment', results('mx.shop.example (dmarc=pass header.from=mail.example); dmarc=none')],
    ['nothing is said', {}],
    [
      'there are two authors',
      {
        From: 'ana@mail.example, bo@mail.example',
        ...results('mx.shop.example; dmarc=pass header.from=mail.example'),
      },
    ],
  ])('is not proved when %s', async (_why, headers) => {
    expect(await proof(headers as Record<string, string>)).toBe('unknown')
  })

  test('is never said to be proved of the customer, but of this one mail', async () => {
    const [one] = await taken({
      'Authentication-Results': 'mx.stand-in.example; dmarc=pass header.from=mail.example',
    })
    expect(one?.customer).toEqual({ name: 'Ana Muster' })
    expect(one?.activity.channelData).toMatchObject({ email: { sender: 'pass' } })
  })

  test('is a name only where it is one', () => {
    expect(properName('Muster, Ana')).toBe('Ana Muster')
    expect(properName('"Ana Muster"')).toBe('Ana Muster')
    for (const name of ['ana@mail.example', 'Shop 24', 'https://x.example', 'A {name} B', ''])
      expect(properName(name)).toBe('')
  })
})

describe('a bounce', () => {
  test('tells that our mail failed, without the words of the other server', async () => {
    const recording = readRecordings('adapters/email').find(({ name }) => name === 'bounce.json')
    await door.take(recording?.requests[0]?.body ?? '')
    expect(door.house.receipts).toEqual([
      {
        account: 'help@shop.example',
        status: 'failed',
        platformIds: ['<conv.out_1.0@shop.example>'],
        error: 'email.bounced: 5.1.1, the address does not exist',
      },
    ])
  })

  test('without a report is known by our Message-ID in it', async () => {
    const before = door.house.receipts.length
    const inbound = await taken(
      { 'Return-Path': '<>', From: 'MAILER-DAEMON@old.example' },
      'Your mail was not delivered.\r\n\r\nMessage-ID: <conv.out_2.0@shop.example>',
    )
    expect(inbound).toEqual([])
    expect(door.house.receipts.slice(before)).toMatchObject([
      { platformIds: ['<conv.out_2.0@shop.example>'] },
    ])
  })
})

describe('an answer of a program on a mail of ours', () => {
  test.each<[string, Record<string, string>]>([
    ['of somebody who is away', { 'Return-Path': '<>', 'Auto-Submitted': 'auto-replied' }],
    ['of somebody who is away, by an old server', { 'Return-Path': '<>' }],
    [
      'that it was read',
      { 'Content-Type': 'multipart/report; report-type=disposition-notification; boundary=x' },
    ],
  ])('%s does not tell that ours failed', async (_name, headers) => {
    const before = door.house.receipts.length
    const inbound = await taken({
      ...headers,
      'In-Reply-To': '<conv.out_3.0@shop.example>',
      References: '<conv.out_3.0@shop.example>',
    })
    expect(kindOf(inbound)).toBe('auto-reply')
    expect(door.house.receipts.slice(before)).toEqual([])
  })
})
