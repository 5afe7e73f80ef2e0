import { describe, expect, test } from 'vitest'
import type { HttpAnswer } from '../../../protocol/http.ts'
import { callRoute } from '../door.ts'
import { codeOf, openDoor, type TokenBody } from './webchat-door.ts'

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const PDF = Buffer.from('%PDF-1.7\n%âãÏÓ\n')

type Door = ReturnType<typeof openDoor>

async function multipart(parts: [string, Blob | string, string?][]) {
  const form = new FormData()
  for (const [field, value, name] of parts) {
    if (typeof value === 'string') form.append(field, value)
    else form.append(field, value, name)
  }
  const request = new Request('http://localhost', { method: 'POST', body: form })
  return {
    body: new Uint8Array(await request.arrayBuffer()),
    headers: { 'content-type': request.headers.get('content-type') as string },
  }
}

const upload = (
  door: Door,
  who: TokenBody,
  { body, headers }: { body: Uint8Array; headers: Record<string, string> },
) =>
  door.withToken(who.token, {
    method: 'POST',
    path: `/conversations/${who.conversationId}/upload?userId=anyone`,
    headers,
    body,
  })

const template = (activity: object) =>
  new Blob([JSON.stringify(activity)], { type: 'application/vnd.microsoft.activity' })

const open = async (door: Door, url: string): Promise<HttpAnswer> => {
  const { pathname, search } = new URL(url)
  return callRoute(door.channel, { method: 'GET', path: pathname + search })
}

describe('an upload', () => {
  test('of an activity with files makes one message with links to them, matched by name', async () => {
    const door = openDoor()
    const who = await door.start()
    const sent = await multipart([
      [
        'activity',
        template({
          type: 'message',
          text: 'look',
          channelData: { clientActivityID: 'k1' },
          attachments: [
            { contentType: 'application/pdf', name: 'bill.pdf', thumbnailUrl: 'blob:x' },
            { contentType: 'image/png', name: 'photo.png' },
            { contentType: 'image/png', name: 'lost.png' },
          ],
        }),
        'blob',
      ],
      ['file', new Blob([PNG], { type: 'image/png' }), 'photo.png'],
      ['file', new Blob([PDF], { type: 'application/pdf' }), 'bill.pdf'],
      ['file', new Blob(['hello'], { type: 'text/plain' }), 'note.txt'],
    ])
    const answer = await upload(door, who, sent)
    expect(answer).toMatchObject({ status: 200, body: { id: `${who.conversationId}|0000001` } })
    const [message] = door.messages()
    const { activity } = message as { activity: { attachments?: { contentUrl?: string }[] } }
    expect(message?.settle).toBe(true)
    expect(activity).toMatchObject({ text: 'look', channelData: { clientActivityID: 'k1' } })
    expect(activity.attachments).toMatchObject([
      { contentType: 'application/pdf', name: 'bill.pdf' },
      { contentType: 'image/png', name: 'photo.png' },
      { contentType: 'text/plain', name: 'note.txt' },
    ])
    expect(JSON.stringify(activity)).not.toContain('blob:')

    const [bill, photo] = activity.attachments ?? []
    const served = await open(door, photo?.contentUrl as string)
    expect(Buffer.from(served.body as Uint8Array)).toEqual(PNG)
    expect(served.headers).toMatchObject({
      'content-type': 'image/png',
      'content-disposition': "inline; filename*=UTF-8''photo.png",
      'x-content-type-options': 'nosniff',
    })
    expect((await open(door, bill?.contentUrl as string)).headers?.['content-disposition']).toBe(
      "attachment; filename*=UTF-8''bill.pdf",
    )
    await upload(door, who, sent)
    expect(door.messages()).toHaveLength(1)
  })

  test('of a bare file takes its name from the header', async () => {
    const door = openDoor()
    const who = await door.start()
    const names: [string, string][] = [
      ['name="file"; filename="Captura (1).png"', 'Captura (1).png'],
      ["attachment; filename*=UTF-8''factur%C4%83.png", 'factură.png'],
      ["attachment; filename*=UTF-8''%E0%A4%A.png", '%E0%A4%A.png'],
      ['filename="../../etc/passwd"', 'passwd'],
      ['filename="C:\\\\Users\\\\ana\\\\a.png"', 'a.png'],
      ['filename="invoice\u202Egnp.exe"', 'invoicegnp.exe'],
      ['filename=".."', 'file'],
      ['', 'file'],
    ]
    for (const [disposition, name] of names) {
      const headers = { 'content-type': 'image/png', 'content-disposition': disposition }
      const answer = await upload(door, who, { body: PNG, headers })
      expect(answer.status).toBe(200)
      const attachments = door.messages().at(-1)?.activity.attachments
      expect([disposition, attachments?.map(one => one.name)]).toEqual([disposition, [name]])
    }
  })

  test('is judged by its bytes, not by what it claims', async () => {
    const door = openDoor()
    const who = await door.start()
    const post = (bytes: Uint8Array, contentType: string) =>
      upload(door, who, { body: bytes, headers: { 'content-type': contentType } })
    const refused: [string, string][] = [
      ['<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', 'image/svg+xml'],
      ['<html><script>alert(1)</script>', 'image/png'],
      ['MZ\u0090', 'application/octet-stream'],
      ['PK\u0003\u0004', 'application/zip'],
      ['hello', 'text/html'],
      ['hello', ''],
    ]
    for (const [text, type] of refused) {
      const answer = await post(Buffer.from(text), type)
      expect([text, answer.status, codeOf(answer)]).toEqual([text, 415, 'UnsupportedMediaType'])
    }
    expect(door.messages()).toEqual([])
    await post(PNG, 'text/html')
    expect(door.messages()[0]?.activity.attachments?.[0]?.contentType).toBe('image/png')
  })

  test('that is too large, empty, broken or overfull is refused', async () => {
    const door = openDoor({ deps: { maxUploadBytes: 1000 } })
    const who = await door.start()
    const png = { 'content-type': 'image/png' }
    const large = await upload(door, who, { body: Buffer.concat([PNG, Buffer.alloc(1000)]), headers: png })
    expect([large.status, codeOf(large)]).toEqual([413, 'MessageSizeTooBig'])
    expect((await upload(door, who, { body: new Uint8Array(), headers: png })).status).toBe(400)
    const broken = {
      body: Buffer.from('--x\r\nnonsense'),
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
    }
    expect(codeOf(await upload(door, who, broken))).toBe('BadArgument')
    const noBoundary = { body: PNG, headers: { 'content-type': 'multipart/form-data' } }
    expect((await upload(door, who, noBoundary)).status).toBe(400)
    const noFile = await multipart([['activity', template({ type: 'message' }), 'blob']])
    expect(codeOf(await upload(door, who, noFile))).toBe('MissingProperty')
    const many = await multipart(
      Array.from({ length: 11 }, (_, n): [string, Blob, string] => ['file', new Blob([PNG]), `${n}.png`]),
    )
    expect((await upload(door, who, many)).status).toBe(400)
    const crowd = await multipart(Array.from({ length: 33 }, (_, n): [string, string] => [`f${n}`, '']))
    expect((await upload(door, who, crowd)).body).toMatchObject({
      error: { code: 'BadArgument', message: 'One post may have 32 parts.' },
    })
    const badActivity = await multipart([
      ['activity', '{"type":7}'],
      ['file', new Blob([PNG]), 'a.png'],
    ])
    expect((await upload(door, who, badActivity)).status).toBe(400)
    expect(door.messages()).toEqual([])
  })

  test('needs the conversation’s token', async () => {
    const door = openDoor()
    const [mine, other] = [await door.start(), await door.start()]
    const request = { body: PNG, headers: { 'content-type': 'image/png' } }
    expect((await upload(door, { ...other, token: mine.token }, request)).status).toBe(403)
  })

  test('is opened by its own link only', async () => {
    const door = openDoor()
    const who = await door.start()
    await upload(door, who, { body: PNG, headers: { 'content-type': 'image/png' } })
    const link = door.messages()[0]?.activity.attachments?.[0]?.contentUrl as string
    expect((await open(door, link)).status).toBe(200)
    for (const wrong of [
      link.slice(0, -1),
      `${link}x`,
      link.replace(/\?s=.*/, ''),
      link.replace('att_', 'att_0'),
    ]) {
      expect((await open(door, wrong)).status).toBe(404)
    }
  })
})
