import { z } from 'zod'
import type { Attachment } from '../../protocol/activity.ts'
import type { MediaSource } from '../adapter.ts'
import type { Incoming } from './payload.ts'

/** Where a file lies, and whether our own token opens it. */
export const fileRefSchema = z.object({ url: z.url(), isService: z.boolean() })

/** Hosts of Microsoft's where channels put what customers send. Another address may be anything, also a machine inside our own network: it is kept as a link and never loaded. */
const FILE_HOSTS =
  /(?:^|\.)(?:sharepoint\.com|botframework\.com|skype\.com|teams\.microsoft\.com|botframework\.azure\.us)$/

const FILE_CONSENT = 'application/vnd.microsoft.teams.file.download.info'
/** As data in the message itself; base64. Characters. */
const MAX_DATA_CHARS = 20_000_000

/** The files of a message. A copy of the text as HTML, which Teams adds, and cards are none. */
export function readAttachments(incoming: Incoming): { attachments: Attachment[]; media: MediaSource[] } {
  const attachments: Attachment[] = []
  const media: MediaSource[] = []
  for (const { contentType, contentUrl, content, name } of (incoming.attachments ?? []).slice(0, 20)) {
    const isShared = contentType === FILE_CONSENT
    const { downloadUrl } = (isShared ? (content ?? {}) : {}) as { downloadUrl?: unknown }
    const url = typeof downloadUrl === 'string' ? downloadUrl : contentUrl
    if (url === undefined || url === '') continue
    const type = isShared ? 'application/octet-stream' : contentType
    const named = name === undefined ? {} : { name }
    const source = sourceOf(url, incoming.serviceUrl)
    if (source !== undefined) {
      attachments.push({ contentType: type, contentUrl: `media:${media.length}`, ...named })
      media.push({ ...source, contentType: type, ...named })
    } else if (/^https:\/\//i.test(url)) attachments.push({ contentType: type, contentUrl: url, ...named })
  }
  return { attachments, media }
}

function sourceOf(address: string, serviceUrl: string): Pick<MediaSource, 'ref' | 'bytes'> | undefined {
  const data = /^data:[^;,]{0,200};base64,([\w+/=\s-]+)$/i.exec(address.slice(0, MAX_DATA_CHARS))
  if (data) return { bytes: Buffer.from(data[1] as string, 'base64') }
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (url === undefined) return undefined
  const isService = URL.canParse(serviceUrl) && url.origin === new URL(serviceUrl).origin
  const isKnown = url.protocol === 'https:' && url.port === '' && FILE_HOSTS.test(url.hostname)
  return isService || isKnown ? { ref: { url: url.href, isService } } : undefined
}
