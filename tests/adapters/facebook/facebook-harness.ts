import { z } from 'zod'
import type { Channel, Environment } from '../../../adapters/adapter.ts'
import type { FacebookChannel } from '../../../adapters/facebook/config.ts'
import { instagram, messenger } from '../../../adapters/facebook/index.ts'
import { sign } from '../../../adapters/signature.ts'
import type { RecordedRequest } from '../../contracts/recording.ts'
import type { Call } from '../door.ts'
import { type House, openHouse } from '../house.ts'

const APP_SECRET = 'an-app-secret-for-tests'
export const PAGE = '100200300400500'
export const CUSTOMER = '6200000000000001'

/** Settings of an app with a page, or with an account of Instagram Login only. */
export const environmentOf = (channel: FacebookChannel): Environment => ({
  FACEBOOK_APP_SECRET: `another-secret-of-tests, ${APP_SECRET}`,
  FACEBOOK_VERIFY_TOKEN: 'a-word-of-our-choice',
  FACEBOOK_APP_ID: '900900900',
  GRAPH_API_URL: 'https://graph.test',
  INSTAGRAM_API_URL: 'https://ig.test',
  ...(channel === 'messenger'
    ? { FACEBOOK_PAGE_ACCESS_TOKEN: 'page-token' }
    : { INSTAGRAM_ACCESS_TOKEN: 'instagram-token' }),
})

/** How the platform answers a call of the Send API. */
export type Answering = (url: URL, init: RequestInit) => Response | Promise<Response>

export const graphAnswer = (status: number, json: unknown, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(json), { status, headers: { 'content-type': 'application/json', ...headers } })

/** An open channel with what it calls and what the house got. */
export interface FacebookHarness {
  channel: Channel
  house: House
  /** Calls of the platform, signs like mark_seen left out. */
  calls: { url: URL; headers: Headers; body: string }[]
  answer(with_: Answering): void
  signed(body: string | object): Call
}

let sentCount = 0

/** Opens one of the two channels over a platform that takes everything, until told otherwise. */
export function openFacebook(
  channel: FacebookChannel,
  environment: Environment = environmentOf(channel),
): FacebookHarness {
  const calls: FacebookHarness['calls'] = []
  let answering: Answering = () =>
    graphAnswer(200, { recipient_id: CUSTOMER, message_id: `m_sent_${++sentCount}` })
  const house = openHouse({
    fetch: (async (input, init = {}) => {
      const url = new URL(String(input))
      const body = typeof init.body === 'string' ? init.body : ''
      if (body.includes('mark_seen')) return graphAnswer(200, { recipient_id: CUSTOMER })
      calls.push({ url, headers: new Headers(init.headers), body })
      return answering(url, init)
    }) as typeof fetch,
  })
  const open = (channel === 'messenger' ? messenger : instagram).configure(environment)
  if (open === undefined) throw new Error(`${channel} is off`)
  return {
    channel: open(house.deps),
    house,
    calls,
    answer(next) {
      answering = next
    },
    signed: body => signedCall(typeof body === 'string' ? body : JSON.stringify(body)),
  }
}

/** A webhook as Meta signs it. */
export const signedCall = (body: string, path = '/webhooks/facebook'): Call => ({
  method: 'POST',
  path,
  headers: {
    'content-type': 'application/json',
    'x-hub-signature-256': sign(body, APP_SECRET, { encoding: 'hex', prefix: 'sha256=' }),
  },
  body,
})

export const prepareRecorded = ({ path, body }: RecordedRequest): Call => signedCall(body, path)

const messageSchema = z.looseObject({
  text: z.string().optional(),
  quick_replies: z.array(z.object({ title: z.string() })).default([]),
  attachment: z
    .object({
      payload: z.looseObject({
        text: z.string().optional(),
        buttons: z.array(z.object({ title: z.string() })).default([]),
      }),
    })
    .optional(),
})

/** What a payload of ours shows. */
export function shownBy(payload: unknown): { text?: string; buttons: readonly string[] } {
  const message = messageSchema.parse((payload as { message?: unknown }).message ?? {})
  const text = message.text ?? message.attachment?.payload.text
  const buttons = [...message.quick_replies, ...(message.attachment?.payload.buttons ?? [])].map(
    one => one.title,
  )
  return text === undefined ? { buttons } : { text, buttons }
}
