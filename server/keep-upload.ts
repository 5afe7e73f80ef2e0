import { isoTime } from '../protocol/clock.ts'
import { newId } from '../protocol/ids.ts'
import type { House } from './open-loops.ts'
import { keepBytes } from './take-media.ts'

/** Keeps what an agent uploaded, as what customers send: judged by its bytes, within the room for files. */
export async function keepUpload(
  { config, store, quota, clock }: Pick<House, 'config' | 'store' | 'quota' | 'clock'>,
  { bytes, contentType, name }: { bytes: Uint8Array; contentType: string; name: string },
  agentId: string,
): Promise<{ id: string; contentType: string; size: number } | { error: string }> {
  const at = isoTime(clock())
  const judged = await keepBytes(bytes, contentType, {
    media: store.media,
    quota,
    maxBytes: config.mediaMaxBytes,
    at,
  })
  if (judged.status === 'refused') return { error: judged.error }
  const id = newId('med')
  await store.media.upload({ id, ...judged, name }, agentId, at)
  return { id, contentType: judged.contentType, size: judged.size }
}
