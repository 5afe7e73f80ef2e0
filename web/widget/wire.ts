/**
 * What the widget reads of Direct Line, checked by hand: zod would weigh as much as the whole widget. Whatever has
 * the wrong type reads as missing, so nothing that a server sends can throw in a customer's page.
 */

/** A button offered to the customer, or one of a card. */
export interface WireAction {
  type: string
  title: string
  value: unknown
}

export interface WireAttachment {
  contentType: string
  contentUrl: string | undefined
  content: unknown
  name: string | undefined
}

/** An activity as it comes from the stream. */
export interface WireActivity {
  type: string
  id: string
  /** Milliseconds since 1970; undefined when the server gave none that can be read. */
  at: number | undefined
  from: { id: string; name: string | undefined; role: string | undefined }
  text: string
  plain: boolean
  attachments: WireAttachment[]
  actions: WireAction[]
  /** `channelData.clientActivityID`: the echo of what a widget sent. */
  clientId: string | undefined
  /** `channelData.speaker`, where the server says who speaks. */
  speaker: string | undefined
}

/** One frame of the stream, or one answer of the polled resource. */
export interface Frame {
  activities: WireActivity[]
  watermark: string | undefined
}

/** A conversation that we may use. */
export interface Grant {
  conversationId: string
  token: string
  resumeToken: string | undefined
  streamUrl: string | undefined
}

/** Content type of an Adaptive Card, as `protocol/activity.ts` has it (a test holds them equal). */
export const ADAPTIVE_CARD = 'application/vnd.microsoft.card.adaptive'

type Fields = Record<string, unknown>

/** The fields of an object; none for anything else. */
export function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {}
}

/** The items of an array, at most `max`; none for anything else. */
export function items(value: unknown, max = 100): unknown[] {
  return Array.isArray(value) ? value.slice(0, max) : []
}

/** A string that says something; undefined for anything else. Numbers become strings: cards hold amounts. */
export function text(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** A button; undefined when it has nothing to show. */
export function readAction(value: unknown): WireAction | undefined {
  const action = fields(value)
  const title = text(action.title) ?? text(action.value)
  return title === undefined ? undefined : { type: text(action.type) ?? '', title, value: action.value }
}

function readAttachment(value: unknown): WireAttachment {
  const { contentType, contentUrl, content, name } = fields(value)
  return {
    contentType: text(contentType) ?? '',
    contentUrl: text(contentUrl),
    content,
    name: text(name),
  }
}

/** One activity; undefined when it has no type. */
export function readActivity(value: unknown): WireActivity | undefined {
  const raw = fields(value)
  const type = text(raw.type)
  if (type === undefined) return undefined
  const from = fields(raw.from)
  const channelData = fields(raw.channelData)
  const at = Date.parse(text(raw.timestamp) ?? '')
  return {
    type,
    id: text(raw.id) ?? '',
    at: Number.isNaN(at) ? undefined : at,
    from: { id: text(from.id) ?? '', name: text(from.name), role: text(from.role) },
    text: text(raw.text) ?? '',
    plain: raw.textFormat === 'plain',
    attachments: items(raw.attachments).map(readAttachment),
    actions: items(fields(raw.suggestedActions).actions)
      .map(readAction)
      .filter(action => action !== undefined),
    clientId: text(channelData.clientActivityID),
    speaker: text(channelData.speaker),
  }
}

/** A frame of the stream; undefined for keep-alives and for what is no JSON. */
export function readFrame(data: unknown): Frame | undefined {
  if (typeof data !== 'string' || data === '') return undefined
  try {
    return readActivitySet(JSON.parse(data))
  } catch {
    return undefined
  }
}

/** `{activities, watermark}`; a null watermark means: keep the one you have. */
export function readActivitySet(value: unknown): Frame {
  const { activities, watermark } = fields(value)
  return {
    activities: items(activities, 10_000)
      .map(readActivity)
      .filter(activity => activity !== undefined),
    watermark: text(watermark),
  }
}

/** A token answer; undefined when it lacks what we cannot do without. */
export function readGrant(value: unknown): Grant | undefined {
  const answer = fields(value)
  const conversationId = text(answer.conversationId)
  const token = text(answer.token)
  if (conversationId === undefined || token === undefined) return undefined
  return { conversationId, token, resumeToken: text(answer.resumeToken), streamUrl: text(answer.streamUrl) }
}

/** The user id inside a token; undefined when the token is no JWT or names none. */
export function userOfToken(token: string): string | undefined {
  try {
    const payload = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/')
    return text(fields(JSON.parse(atob(payload))).user)
  } catch {
    return undefined
  }
}
