import { afterEach, expect, test } from 'vitest'
import { createMailReader, type MailReader } from '../../../adapters/email/mail-reader.ts'
import { mailText } from './email-harness.ts'

const readers: MailReader[] = []
afterEach(async () => {
  for (const reader of readers.splice(0)) await reader.close()
})
function open(readMs?: number): MailReader {
  const reader = createMailReader(readMs)
  readers.push(reader)
  return reader
}

test('a mail is read apart, with its headers and files', async () => {
  const mail = await open().read(Buffer.from(mailText({ 'X-Test': 'a' }, 'Where is it?')))
  expect(mail).toMatchObject({
    id: '<q1@mail.example>',
    text: 'Where is it?',
    from: [{ address: 'ana@mail.example' }],
  })
  expect(mail.headers.get('x-test')).toEqual(['a'])
}, 60_000)

test('a mail that takes too long is given up, and the next is read', async () => {
  const reader = open(2_000)
  const hostile = `From: a@b.example\r\nTo: ${'a@b.example, '.repeat(70_000)}\r\n\r\nx`
  let ticks = 0
  const timer = setInterval(() => ticks++, 20)
  await expect(reader.read(Buffer.from(hostile))).rejects.toThrow('too long')
  clearInterval(timer)
  // The server went on meanwhile.
  expect(ticks).toBeGreaterThan(10)
  expect((await reader.read(Buffer.from(mailText({}, 'after it')))).text).toBe('after it')
}, 60_000)
