import { createHash } from 'node:crypto'
import type { Inbound, MediaSource } from '../adapters/adapter.ts'
import { sniffMedia } from '../adapters/sniff-media.ts'
import type { Activity } from '../protocol/activity.ts'
import { newId } from '../protocol/ids.ts'
import type { MediaStore, NewMedia } from '../store/store.ts'
import type { MediaQuota } from './media-quota.ts'

/** Bytes as they are kept, or why they are not taken. */
export type Judged =
  | { status: 'stored'; hash: string; size: number; contentType: string }
  | { status: 'refused'; error: string }

/** Where files go, and how much of them. */
interface FileHouse {
  media: Pick<MediaStore, 'put'>
  quota: MediaQuota
  /** Of one file. */
  maxBytes: number
  at: string
}

/** Judges a file by its bytes, and keeps those that are taken. `claimed` decides only between types that look alike. */
export async function keepBytes(
  bytes: Uint8Array,
  claimed: string,
  { media, quota, maxBytes, at }: FileHouse,
): Promise<Judged> {
  if (bytes.length > maxBytes) return { status: 'refused', error: `over ${maxBytes} bytes` }
  const contentType = sniffMedia(bytes, claimed)
  if (contentType === undefined) {
    return { status: 'refused', error: 'only images, PDF, sound, video and plain text are taken' }
  }
  if (!(await quota.take(bytes.length))) {
    return { status: 'refused', error: 'there is no room for more files: see MEDIA_MAX_TOTAL_BYTES' }
  }
  const hash = createHash('sha256').update(bytes).digest('hex')
  await media.put(hash, bytes, at)
  return { status: 'stored', hash, size: bytes.length, contentType }
}

/**
 * What a message brought, under ids of ours: bytes that came with it are kept before it is accepted, the rest is to be loaded. The activity's `media:<n>`
 * becomes `media:<id>`.
 */
export async function takeMedia(
  { activity, media: sources = [] }: Inbound,
  house: FileHouse,
): Promise<{ activity: Activity; media: NewMedia[] }> {
  const media: NewMedia[] = []
  for (const source of sources) media.push(await takeOne(source, house))
  const attachments = activity.attachments?.map(attachment => {
    const n = /^media:(\d+)$/.exec(attachment.contentUrl ?? '')?.[1]
    if (n === undefined) return attachment
    const { contentUrl: _place, ...rest } = attachment
    const id = media[Number(n)]?.id
    return id === undefined ? rest : { ...rest, contentUrl: `media:${id}` }
  })
  return { activity: attachments === undefined ? activity : { ...activity, attachments }, media }
}

async function takeOne({ ref, bytes, contentType, name }: MediaSource, house: FileHouse): Promise<NewMedia> {
  const known = {
    id: newId('med'),
    ...(contentType === undefined ? {} : { contentType: contentType.slice(0, 255) }),
    ...(name === undefined ? {} : { name: name.slice(-200) }),
  }
  if (bytes !== undefined) return { ...known, ...(await keepBytes(bytes, contentType ?? '', house)) }
  return ref === undefined
    ? { ...known, status: 'refused', error: 'the platform names no file' }
    : { ...known, status: 'wanted', ref }
}
