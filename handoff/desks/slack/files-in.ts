import { z } from 'zod'
import { readBytes, retryAfterMs } from '../../../adapters/platform-call.ts'
import { RateLimited, Refused, Unreachable } from '../../../protocol/errors.ts'
import type { SlackConfig } from './config.ts'
import type { SlackDeps } from './deps.ts'
import { isSlackHost } from './slack-host.ts'

/** A file of a message as Slack describes it. */
export const slackFileSchema = z.looseObject({
  id: z.string(),
  name: z.string().nullish(),
  title: z.string().nullish(),
  mimetype: z.string().nullish(),
  mode: z.string().optional(),
  size: z.number().optional(),
  url_private: z.string().optional(),
  url_private_download: z.string().optional(),
})
export type SlackFile = z.infer<typeof slackFileSchema>

export interface LoadedFile {
  bytes: Uint8Array
  contentType: string
  name: string
}

const MOST_REDIRECTS = 3
const LOAD_MS = 60_000

/**
 * Loads what an agent shared. Only from Slack's own hosts, each step of a redirect too, and the token goes nowhere else.
 * @throws Refused with a sentence for the agent | RateLimited | Unreachable
 */
export const createFilesIn =
  (
    { botToken, apiUrl }: Pick<SlackConfig, 'botToken' | 'apiUrl'>,
    { fetch, maxFileBytes, clock }: Pick<SlackDeps, 'fetch' | 'maxFileBytes' | 'clock'>,
  ) =>
  async (file: SlackFile): Promise<LoadedFile> => {
    const name = (file.name ?? file.title ?? 'file').slice(0, 200)
    const address = file.url_private_download ?? file.url_private
    if (address === undefined || file.mode === 'external' || file.mode === 'tombstone')
      throw new Refused(`${name} does not lie in Slack`)
    if ((file.size ?? 0) > maxFileBytes) throw tooLarge(name, maxFileBytes)
    let url = address
    for (let step = 0; step <= MOST_REDIRECTS; step++) {
      if (!isSlackHost(url, apiUrl)) throw new Refused(`${name} does not lie in Slack`)
      const response = await fetch(url, {
        headers: { authorization: `Bearer ${botToken}` },
        redirect: 'manual',
        signal: AbortSignal.timeout(LOAD_MS),
      }).catch(cause => {
        throw new Unreachable('slack did not give a file', { cause })
      })
      const target = response.headers.get('location')
      if (response.status >= 300 && response.status < 400 && target !== null) {
        await response.body?.cancel()
        url = URL.canParse(target, url) ? new URL(target, url).href : ''
        continue
      }
      const type = response.headers.get('content-type') ?? ''
      if (!response.ok || isSignInPage(type, file)) {
        await response.body?.cancel()
        throw failure(response, name, clock())
      }
      const bytes = await readBytes(response, maxFileBytes).catch(cause => {
        if (cause instanceof RangeError) throw tooLarge(name, maxFileBytes)
        throw new Unreachable('a file of slack broke off', { cause })
      })
      return { bytes, contentType: file.mimetype ?? (type || 'application/octet-stream'), name }
    }
    throw new Refused(`${name} is behind too many redirects`)
  }

/** Without the scope files:read Slack answers 200 and a page to sign in. */
const isSignInPage = (type: string, { mimetype }: SlackFile): boolean =>
  type.startsWith('text/html') && mimetype !== 'text/html'

const tooLarge = (name: string, most: number) =>
  new Refused(`${name} is larger than ${Math.floor(most / 1024)} KB, the most that is taken`)

function failure({ status, headers }: Response, name: string, nowMs: number): Error {
  if (status === 429)
    return new RateLimited('slack asks to wait before a file', retryAfterMs(headers, nowMs) ?? 30_000)
  if (status >= 500) return new Unreachable(`slack answered ${status} for a file`)
  return new Refused(
    `${name} could not be loaded from Slack (${status}): does the app have the scope files:read?`,
  )
}
