import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Clock } from '../protocol/clock.ts'

/** Signed addresses of stored files: whoever has one may load it until it ends. */
export interface MediaLinks {
  /** The address of a stored file on this server, without its host. */
  path(id: string): string
  /** As RenderContext's `mediaLink`. */
  link(contentUrl: string): string | undefined
  /** False for a link that we did not make, or that has ended. `ends` and `signature` as they stand in the query. */
  isGenuine(id: string, ends: string | null, signature: string | null): boolean
}

/** A platform loads a file when it is sent, which retries may delay; an agent reads a package when there is time. */
const LINK_MS = 7 * 86_400_000

/** `base`: where we are reached, no slash at the end; without it only addresses of others are links. */
export function createMediaLinks({
  secret,
  base,
  clock,
}: {
  secret: string
  base: string | undefined
  clock: Clock
}): MediaLinks {
  const sign = (id: string, ends: string) =>
    createHmac('sha256', secret).update(`media:${id}:${ends}`).digest('base64url')
  const path = (id: string) => {
    const ends = Math.ceil((clock() + LINK_MS) / 1000).toString(36)
    return `/media/${id}?e=${ends}&s=${sign(id, ends)}`
  }
  return {
    path,
    link(contentUrl) {
      if (/^https?:/i.test(contentUrl)) return contentUrl
      const id = mediaId(contentUrl)
      return id === undefined || base === undefined ? undefined : `${base}${path(id)}`
    },
    isGenuine(id, ends, signature) {
      if (ends === null || signature === null) return false
      const right = Buffer.from(sign(id, ends))
      const given = Buffer.from(signature)
      if (given.length !== right.length || !timingSafeEqual(given, right)) return false
      return Number.parseInt(ends, 36) * 1000 > clock()
    },
  }
}

/** The id in `media:<id>`; undefined for any other address. */
const mediaId = (contentUrl: string): string | undefined =>
  /^media:(med_[0-9a-f-]{36})$/.exec(contentUrl)?.[1]
