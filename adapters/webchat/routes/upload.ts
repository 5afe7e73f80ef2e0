import { basename } from 'node:path'
import type { Attachment } from '../../../protocol/activity.ts'
import { isoTime } from '../../../protocol/clock.ts'
import type { HttpAnswer, HttpRequest } from '../../../protocol/http.ts'
import { newId } from '../../../protocol/ids.ts'
import { sniffMedia } from '../../sniff-media.ts'
import { baseUrl, type Webchat } from '../context.ts'
import { fileUrl } from '../file-link.ts'
import { readUpload, type UploadedFile } from '../multipart.ts'
import { Refusal } from '../refusal.ts'
import type { Opened } from '../verify.ts'
import { postWith } from './activities.ts'

/** POST /conversations/:id/upload: one file as the body, or multipart with an activity and files. */
export function upload(chat: Webchat, request: HttpRequest): Promise<HttpAnswer> {
  return postWith(chat, request, async who => {
    const { activity, files } = await readUpload(request)
    const typed = files.map(file => ({ ...file, contentType: checkFile(file, chat.deps.maxUploadBytes) }))
    const kept: Attachment[] = []
    for (const file of typed) kept.push(await keep(chat, request, who, file))
    return { ...activity, attachments: withFiles(activity.attachments ?? [], kept) }
  })
}

/** @throws Refusal `MessageSizeTooBig`, `UnsupportedMediaType` */
function checkFile(file: UploadedFile, maxBytes: number): string {
  if (file.bytes.length > maxBytes) {
    throw new Refusal('MessageSizeTooBig', `A file may have ${maxBytes} bytes.`)
  }
  const contentType = sniffMedia(file.bytes, file.claimedType)
  if (contentType === undefined) {
    throw new Refusal('UnsupportedMediaType', 'Only images, PDF, sound, video and plain text are taken.')
  }
  return contentType
}

async function keep(
  chat: Webchat,
  request: HttpRequest,
  who: Opened,
  file: UploadedFile & { contentType: string },
): Promise<Attachment> {
  const nowMs = chat.deps.clock()
  const id = newId('att', nowMs)
  const name = safeName(file.name)
  const { contentType, bytes } = file
  const entry = { id, key: who.conversationId, contentType, name, bytes, at: isoTime(nowMs) }
  await chat.deps.webchat.log.putFile(entry)
  return { contentType, name, contentUrl: fileUrl(baseUrl(chat, request), chat.deps.tokenSecret, id) }
}

/** Without folders and control characters, at most 120 units. */
function safeName(name: string): string {
  const plain = basename(name.replaceAll('\\', '/'))
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must go
    .replace(/[\u0000-\u001f\u007f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .toWellFormed()
    .trim()
  return plain === '' || /^\.+$/.test(plain) ? 'file' : plain.slice(-120)
}

/** Each attachment of the activity gets its file by name; files that it did not mention follow, attachments without file go. */
function withFiles(attachments: readonly Attachment[], files: readonly Attachment[]): Attachment[] {
  const left = [...files]
  const matched = attachments.flatMap(attachment => {
    if (attachment.content !== undefined) return [attachment]
    const index = left.findIndex(file => file.name === safeName(attachment.name ?? ''))
    const file = index < 0 ? undefined : left.splice(index, 1)[0]
    if (!file) return []
    const { thumbnailUrl: _local, ...rest } = attachment
    return [{ ...rest, ...file }]
  })
  return [...matched, ...left]
}
