/* What a workspace holds: people, messages, files, open modals. */

export interface SlackUser {
  id: string
  name: string
  email?: string
  /** As `users.info` has them: `team_id`, `is_restricted` and the like. */
  more?: Readonly<Record<string, unknown>>
}

export interface SlackMessage {
  channel: string
  ts: string
  threadTs?: string
  /** A person's; an app's has none. */
  user?: string
  text: string
  blocks: readonly Record<string, unknown>[]
  metadata?: unknown
  files: readonly SlackFileRecord[]
  reactions: string[]
  /** Shown in the channel too. */
  broadcast: boolean
  edits: number
  deleted: boolean
}

export interface SlackFileRecord {
  id: string
  name: string
  mimetype: string
  bytes: Uint8Array
}

export interface SlackView {
  id: string
  hash: string
  user: string
  view: Record<string, unknown>
}

/** What only one person saw. */
export interface Whisper {
  channel: string
  threadTs?: string
  user: string
  text: string
}

export const APP = {
  userId: 'U0CONSERJE',
  botId: 'B0CONSERJE',
  appId: 'A0CONSERJE',
  teamId: 'T0SHOP',
} as const

export interface World {
  readonly channels: readonly string[]
  readonly users: Map<string, SlackUser>
  readonly messages: SlackMessage[]
  readonly whispers: Whisper[]
  readonly files: Map<string, SlackFileRecord & { url: string }>
  readonly views: Map<string, SlackView>
  /** Of buttons just pressed: who may open a modal with it, once, for three seconds. */
  readonly triggers: Map<string, { user: string; until: number }>
  nextTs(): string
  nextId(prefix: string): string
  message(channel: string, ts: string): SlackMessage | undefined
  thread(channel: string, ts: string): SlackMessage[]
}

export function createWorld(channels: readonly string[]): World {
  const messages: SlackMessage[] = []
  let count = 0
  let lastMicros = 0
  return {
    channels,
    users: new Map(),
    messages,
    whispers: [],
    files: new Map(),
    views: new Map(),
    triggers: new Map(),
    nextTs() {
      lastMicros = Math.max(Date.now() * 1000, lastMicros + 1)
      return `${Math.floor(lastMicros / 1e6)}.${String(lastMicros % 1e6).padStart(6, '0')}`
    },
    nextId: prefix => `${prefix}0${(++count).toString(36).toUpperCase().padStart(6, '0')}`,
    message: (channel, ts) => messages.find(one => one.channel === channel && one.ts === ts && !one.deleted),
    thread: (channel, ts) =>
      messages.filter(
        one => one.channel === channel && (one.ts === ts || one.threadTs === ts) && !one.deleted,
      ),
  }
}

/** A message as the Web API and events show it. */
export const shownMessage = (
  one: SlackMessage,
  fileUrl: (file: SlackFileRecord) => string,
): Record<string, unknown> => ({
  type: 'message',
  ts: one.ts,
  text: one.text,
  ...(one.user === undefined
    ? { bot_id: APP.botId, app_id: APP.appId, user: APP.userId, subtype: 'bot_message' }
    : { user: one.user }),
  ...(one.threadTs !== undefined && { thread_ts: one.threadTs }),
  ...(one.blocks.length > 0 && { blocks: one.blocks }),
  ...(one.metadata !== undefined && { metadata: one.metadata }),
  ...(one.files.length > 0 && {
    files: one.files.map(file => ({
      id: file.id,
      name: file.name,
      title: file.name,
      mimetype: file.mimetype,
      mode: 'hosted',
      size: file.bytes.length,
      url_private: fileUrl(file),
      url_private_download: fileUrl(file),
    })),
  }),
  ...(one.edits > 0 && { edited: { user: one.user, ts: `${one.ts}${one.edits}` } }),
})
