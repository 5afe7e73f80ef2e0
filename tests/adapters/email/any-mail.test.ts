import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Inbound } from '../../../adapters/adapter.ts'
import { activitySchema } from '../../../protocol/activity.ts'
import { StoreError } from '../../../protocol/errors.ts'
import { type EmailDoor, mailText, openEmail } from './email-harness.ts'

let door: EmailDoor
beforeAll(async () => {
  door = await openEmail()
})
afterAll(() => door.close())

describe('a mail that the house does not take', () => {
  test('is read again when the store is away', async () => {
    const { house, take, close } = await openEmail()
    house.fault.error = new StoreError('store.unreachable', 'gone')
    await expect(take(mailText({}))).rejects.toBeInstanceOf(StoreError)
    await close()
  })

  test('is kept as an event when it can not be stored as it is', async () => {
    let times = 0
    const stored: Inbound[] = []
    const { take, close } = await openEmail(
      {},
      {
        async receive(inbound) {
          if (times++ === 0) throw new TypeError('no column for that')
          stored.push(...inbound)
          return []
        },
      },
    )
    await take(mailText({}))
    expect(stored).toMatchObject([
      { platformId: '<q1@mail.example>', activity: { type: 'event', value: { kind: 'not stored' } } },
    ])
    await close()
  })
})

/** Mails from the trees of RFC 5322 and 2045, each part right, strange or missing. */
const strange = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.constantFrom(
    '',
    '<>',
    '"',
    '=?utf-8?B?w7w=?=',
    '=?x?Q?=',
    'a@b',
    '<a@b>',
    'group: a@b, c@d;',
    '\u0000',
    '(',
    ';',
  ),
)
const mail = fc
  .record({
    headers: fc.array(
      fc.tuple(
        fc.constantFrom(
          ...[
            'From',
            'Reply-To',
            'Subject',
            'Message-ID',
            'In-Reply-To',
            'References',
            'Date',
            'Return-Path',
          ],
          ...[
            'Content-Type',
            'Content-Transfer-Encoding',
            'Content-Disposition',
            'Authentication-Results',
            'Precedence',
          ],
        ),
        fc.oneof(
          strange,
          fc.constantFrom(
            'text/plain; charset=utf-8',
            'text/html',
            'multipart/mixed; boundary=b',
            'multipart/report; boundary=b',
            'base64',
            'quoted-printable',
            'message/rfc822',
            'text/plain; charset=nope',
          ),
        ),
      ),
      { maxLength: 12 },
    ),
    parts: fc.array(
      fc.oneof(
        fc.string({ maxLength: 200 }),
        fc.constant('\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>x<blockquote type=cite>'),
        fc.constant('--b--'),
        fc.constant('> q\r\n'),
      ),
      { maxLength: 6 },
    ),
  })
  .map(
    ({ headers, parts }) =>
      `${headers.map(([name, value]) => `${name}: ${value}`).join('\r\n')}\r\n\r\n${parts.join('\r\n')}`,
  )

test('any mail at all becomes a message, an event or a receipt, in a thread', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(mail, fc.uint8Array({ maxLength: 300 })), async source => {
      const before = door.house.received.length
      await door.take(source)
      for (const one of door.house.received.slice(before)) {
        expect(one.threadKey).not.toBe('')
        expect(one.platformId).not.toBe('')
        expect(one.activity).toEqual(activitySchema.parse(one.activity))
        const { media: _bytes, ...plain } = one
        expect(JSON.parse(JSON.stringify(plain))).toEqual(plain)
      }
    }),
    { numRuns: Number(process.env.FUZZ_RUNS ?? 500) },
  )
}, 600_000)
