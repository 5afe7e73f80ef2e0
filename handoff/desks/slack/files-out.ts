import { z } from 'zod'
import { isoTime } from '../../../protocol/clock.ts'
import { Refused, Unreachable } from '../../../protocol/errors.ts'
import { mask, SECRETS_ONLY } from '../../mask/mask.ts'
import type { SlackDeps, SlackThread } from './deps.ts'
import type { Outlet, Try } from './outlet.ts'
import { isSlackHost } from './slack-host.ts'
import type { SlackApi } from './web-api.ts'

const placeSchema = z.looseObject({ upload_url: z.string(), file_id: z.string() })
const UPLOAD_MS = 60_000

/** Puts a stored file of a message into the thread, once. */
export const createFilesOut =
  (
    { api, outlet, apiUrl }: { api: SlackApi; outlet: Outlet; apiUrl: string },
    { store, desk, clock, fetch }: Pick<SlackDeps, 'store' | 'desk' | 'clock' | 'fetch'>,
  ) =>
  async (thread: SlackThread, mediaId: string, tried: Try): Promise<void> => {
    const { handoffId } = thread
    const sharedKey = `file:${mediaId}`
    if ((await store.post(handoffId, sharedKey)) !== undefined) return
    const note = (key: string, ts: string) => store.putPost({ handoffId, key, ts, at: isoTime(clock()) })
    // Its id at Slack is kept before it is shared: so a repetition finds whether it was.
    const uploadedKey = `upload:${mediaId}`
    const before = (await store.post(handoffId, uploadedKey))?.ts
    if (before !== undefined) {
      const shared = await outlet.find(thread, tried.since, ({ files = [] }) =>
        files.some(({ id }) => id === before),
      )
      if (shared !== undefined) return note(sharedKey, shared.ts)
    }
    const file = await desk.readMedia(mediaId)
    if (file === undefined) return
    const name = mask(file.name ?? 'file', SECRETS_ONLY).slice(0, 200)
    const fileId = await upload(file.bytes, name)
    await note(uploadedKey, fileId)
    await api.call('files.completeUploadExternal', {
      files: [{ id: fileId, title: name }],
      channel_id: thread.channelId,
      thread_ts: thread.ts,
    })
    await note(sharedKey, fileId)

    async function upload(bytes: Uint8Array, filename: string): Promise<string> {
      const answer = await api.call('files.getUploadURLExternal', { filename, length: bytes.length })
      const { upload_url, file_id } = placeSchema.parse(answer)
      if (!isSlackHost(upload_url, apiUrl))
        throw new Refused("slack named an upload address that is not Slack's")
      const signal = AbortSignal.any([tried.signal, AbortSignal.timeout(UPLOAD_MS)])
      const response = await fetch(upload_url, {
        method: 'POST',
        body: Buffer.from(bytes),
        headers: { 'content-type': 'application/octet-stream' },
        redirect: 'error',
        signal,
      }).catch(cause => {
        throw new Unreachable('slack took no file', { cause })
      })
      await response.body?.cancel()
      if (response.ok) return file_id
      const text = `slack answered ${response.status} to a file`
      throw response.status >= 500 || response.status === 429 ? new Unreachable(text) : new Refused(text)
    }
  }
