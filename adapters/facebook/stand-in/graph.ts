import { createHmac } from 'node:crypto'
import { z } from 'zod'
import type { Json } from '../../../protocol/json.ts'
import { slidingWindow } from '../../rate-limit.ts'
import type { FaultKind } from '../../stand-in.ts'
import type { Faults } from '../../stand-in-faults.ts'
import type { StandInAnswer, StandInCall } from '../../stand-in-http.ts'
import { type CheckedMessage, checkMessage, profileSchema, type Refusal } from './check-message.ts'

/** What the calls of one account find and leave. */
export interface GraphState {
  isInstagram: boolean
  token: string
  appSecret: string
  account: string
  clock: () => number
  faults: Faults
  /** When each customer last did something, in milliseconds since 1970. */
  lastInbound: Map<string, number>
  /** As it was set last, property by property. */
  profile: Map<string, Json>
  uploads: Map<string, { type: string; bytes: Uint8Array; contentType: string }>
  take(to: string, message: CheckedMessage, body: Json): string
  act(to: string, action: string, body: Json): void
}

const DAY_MS = 86_400_000

/** Answers the calls of the Send API, of uploads and of the profile as Meta would. */
export function createGraphAnswers(state: GraphState): (call: StandInCall) => Promise<StandInAnswer> {
  const rate = slidingWindow({ limit: 300, windowMs: 1000 })
  return async call => {
    const [, edge] = /^\/v\d+\.\d\/(?:me|\d+)\/(\w+)$/.exec(call.path) ?? []
    const refusal = wrongToken(call, state)
    if (refusal !== undefined) return errorAnswer(refusal)
    if (rate.take('all', state.clock()) > 0) return rateLimited()
    if (edge === 'messages' && call.method === 'POST') return answerSend(call, state)
    if (edge === 'message_attachments' && call.method === 'POST') return answerUpload(call, state)
    if (edge === 'messenger_profile') return answerProfile(call, state)
    return errorAnswer({ code: 2500, message: 'Unknown path components' })
  }
}

function wrongToken({ headers, query }: StandInCall, { token, appSecret }: GraphState): Refusal | undefined {
  const given = /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1] ?? query.get('access_token')
  if (given !== token) return { code: 190, message: 'Invalid OAuth access token.' }
  const proof = query.get('appsecret_proof')
  if (proof === null || proof === createHmac('sha256', appSecret).update(token).digest('hex'))
    return undefined
  return { code: 100, message: 'Invalid appsecret_proof provided in the API argument' }
}

const sendSchema = z.strictObject({
  recipient: z.strictObject({ id: z.string().min(1) }),
  messaging_type: z.enum(['RESPONSE', 'UPDATE', 'MESSAGE_TAG']).optional(),
  tag: z.string().optional(),
  sender_action: z.enum(['typing_on', 'typing_off', 'mark_seen']).optional(),
  message: z.unknown().optional(),
})
type Send = z.infer<typeof sendSchema>

function answerSend(call: StandInCall, state: GraphState): StandInAnswer {
  const body = asJson(call.body)
  const parsed = sendSchema.safeParse(body)
  if (!parsed.success) return errorAnswer({ code: 100, message: z.prettifyError(parsed.error) })
  const send = parsed.data
  const to = send.recipient.id
  const refusal = wrongReceiver(send, state)
  if (send.sender_action !== undefined) {
    if (send.message !== undefined)
      return errorAnswer({ code: 100, subcode: 2018034, message: 'both message and state' })
    if (refusal !== undefined) return errorAnswer(refusal)
    state.act(to, send.sender_action, body)
    return { status: 200, json: { recipient_id: to } }
  }
  const fault = state.faults.next()
  const broken = fault === undefined ? undefined : faultBefore(fault)
  if (broken !== undefined) return broken
  if (refusal !== undefined) return errorAnswer(refusal)
  const message = checkMessage(send.message, state.isInstagram)
  if ('code' in message) return errorAnswer(message)
  if (message.attachmentId !== undefined && !state.uploads.has(message.attachmentId)) {
    return errorAnswer({ code: 100, message: 'there is no such attachment_id' })
  }
  const id = state.take(to, message, body)
  if (fault === 'droppedAfter') return 'drop'
  if (fault === 'timeoutAfter') return 'hang'
  return { status: 200, json: { recipient_id: to, message_id: id } }
}

/** Only who wrote first is answered, and within the window of their last message. */
function wrongReceiver(
  { recipient, message, messaging_type: type, tag }: Send,
  state: GraphState,
): Refusal | undefined {
  const last = state.lastInbound.get(recipient.id)
  if (last === undefined) return { code: 100, subcode: 2018001, message: 'No matching user found' }
  if (message === undefined) return undefined
  const isTagged = type === 'MESSAGE_TAG'
  if (type === undefined && !state.isInstagram) return { code: 100, message: 'messaging_type is required' }
  if (isTagged !== (tag !== undefined)) return { code: 100, message: 'a tag goes with MESSAGE_TAG' }
  if (isTagged && tag !== 'HUMAN_AGENT')
    return { code: 100, subcode: 1893061, message: 'This tag is retired' }
  const silentMs = state.clock() - last
  if (silentMs <= DAY_MS || (isTagged && silentMs <= 7 * DAY_MS)) return undefined
  const subcode = state.isInstagram ? 2534022 : 2018278
  return { code: 10, subcode, message: 'This message is sent outside of allowed window.' }
}

async function answerUpload(call: StandInCall, state: GraphState): Promise<StandInAnswer> {
  const broken = faultBefore(state.faults.next())
  if (broken !== undefined) return broken
  const form = await new Response(new Uint8Array(call.body), {
    headers: { 'content-type': call.headers['content-type'] ?? '' },
  })
    .formData()
    .catch(() => undefined)
  const file = form?.get('filedata')
  const { attachment } = (asJson(Buffer.from(String(form?.get('message') ?? ''))) ?? {}) as {
    attachment?: { type?: string }
  }
  if (!(file instanceof Blob) || !/^(image|audio|video|file)$/.test(attachment?.type ?? '')) {
    return errorAnswer({ code: 100, subcode: 2018047, message: 'Upload attachment failure.' })
  }
  if (file.size > 25 * 1024 * 1024) return errorAnswer({ code: 4, subcode: 2018022, message: 'too large' })
  const id = String(1_000_000_000 + state.uploads.size)
  const bytes = new Uint8Array(await file.arrayBuffer())
  state.uploads.set(id, { type: attachment?.type ?? '', bytes, contentType: file.type })
  return { status: 200, json: { attachment_id: id } }
}

function answerProfile(call: StandInCall, { profile, isInstagram }: GraphState): StandInAnswer {
  if ((call.query.get('platform') === 'instagram') !== isInstagram) {
    return errorAnswer({ code: 100, message: 'param platform does not fit the account' })
  }
  const body = asJson(call.body)
  if (call.method === 'DELETE') {
    const { fields } = z
      .object({ fields: z.array(z.string()).min(1) })
      .catch({ fields: [] })
      .parse(body)
    for (const field of fields) profile.delete(field)
    return { status: 200, json: { result: 'success' } }
  }
  const parsed = profileSchema.safeParse(body)
  if (!parsed.success) return errorAnswer({ code: 100, message: z.prettifyError(parsed.error) })
  const { platform: _platform, ...properties } = parsed.data
  for (const [name, value] of Object.entries(properties)) profile.set(name, value as Json)
  return { status: 200, json: { result: 'success' } }
}

function asJson(body: Buffer): Json {
  try {
    return JSON.parse(body.toString('utf8')) as Json
  } catch {
    return null
  }
}

/** What a call runs into before the message is taken; undefined: nothing. */
function faultBefore(fault: FaultKind | undefined): StandInAnswer | undefined {
  switch (fault) {
    case 'rateLimited':
      return rateLimited()
    case 'serverError':
      return errorAnswer({ code: 2, message: 'Service temporarily unavailable' }, 500)
    case 'timeout':
      return 'hang'
    case 'dropped':
      return 'drop'
    case 'expiredToken':
      return errorAnswer({ code: 190, subcode: 463, message: 'Error validating access token' })
    case 'refused':
      return errorAnswer({ code: 551, message: "This person isn't available right now." })
    default:
      return undefined
  }
}

const rateLimited = (): StandInAnswer => ({
  ...(errorAnswer({ code: 613, message: 'Calls to this api have exceeded the rate limit.' }) as object as {
    status: number
    json: unknown
  }),
  headers: { 'retry-after': '1' },
})

const errorAnswer = ({ code, subcode, message }: Refusal, status = 400): StandInAnswer => ({
  status,
  json: {
    error: {
      message: `(#${code}) ${message}`,
      type: 'OAuthException',
      code,
      ...(subcode === undefined ? {} : { error_subcode: subcode }),
      fbtrace_id: 'AstandInTrace',
    },
  },
})
