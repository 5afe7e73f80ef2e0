import { setTimeout as pause } from 'node:timers/promises'

export interface LogEntry {
  id: string
  text?: string
  replyToId?: string
  from?: { role?: string }
  suggestedActions?: { actions: { title: string; value: unknown }[] }
}

export interface ChatClient {
  conversationId: string
  /** Posts until the server says 200, as the chat's pages do; resolves to the activity's id. */
  post(text: string, clientActivityId: string): Promise<string>
  /** Sends a picture with a word. */
  upload(name: string, bytes: Uint8Array, text: string): Promise<string>
  /** The whole log, oldest first. */
  log(): Promise<LogEntry[]>
  /** The bot's messages after the first `after` of them, once there are so many. */
  replies(count: number): Promise<LogEntry[]>
}

/** A customer on the web chat, over plain HTTP; goes on through a server's death. */
export async function openChat(url: string): Promise<ChatClient> {
  const base = `${url}/v3/directline/conversations`
  const generated = await insist(`${url}/v3/directline/tokens/generate`, { method: 'POST' })
  const headers = { authorization: `Bearer ${generated.token}`, 'content-type': 'application/json' }
  const started = await insist(base, { method: 'POST', headers })
  const conversationId = String(started.conversationId)
  const client: ChatClient = {
    conversationId,
    async post(text, clientActivityID) {
      const body = JSON.stringify({
        type: 'message',
        from: { id: 'me' },
        text,
        channelData: { clientActivityID },
      })
      const { id } = await insist(`${base}/${conversationId}/activities`, { method: 'POST', headers, body })
      return String(id)
    },
    async upload(name, bytes, text) {
      const form = new FormData()
      const activity = JSON.stringify({ type: 'message', text, channelData: { clientActivityID: name } })
      form.append('activity', new Blob([activity], { type: 'application/vnd.microsoft.activity' }))
      form.append('file', new Blob([new Uint8Array(bytes)], { type: 'image/png' }), name)
      const { id } = await insist(`${base}/${conversationId}/upload?userId=me`, {
        method: 'POST',
        headers: { authorization: headers.authorization },
        body: form,
      })
      return String(id)
    },
    async log() {
      const entries: LogEntry[] = []
      for (let watermark = ''; ; ) {
        const page = (await insist(`${base}/${conversationId}/activities?watermark=${watermark}`, {
          headers,
        })) as { activities: LogEntry[]; watermark: string }
        if (page.activities.length === 0) return entries
        entries.push(...page.activities)
        watermark = page.watermark
      }
    },
    async replies(count) {
      let found: LogEntry[] = []
      for (let tries = 0; tries < 1_200; tries++) {
        found = (await client.log()).filter(({ from, text }) => from?.role === 'bot' && text !== undefined)
        if (found.length >= count) break
        await pause(25)
      }
      return found
    },
  }
  return client
}

/** Asks again while the server is away (refused, reset, 503). */
async function insist(url: string, init: RequestInit): Promise<Record<string, unknown>> {
  for (let tries = 0; tries < 600; tries++) {
    try {
      const response = await fetch(url, { ...init, signal: AbortSignal.timeout(10_000) })
      if (response.ok) return (await response.json()) as Record<string, unknown>
      if (response.status < 500) throw new Error(`${response.status} ${await response.text()}`)
    } catch (error) {
      if (error instanceof Error && /^4\d\d /.test(error.message)) throw error
    }
    await pause(50)
  }
  throw new Error(`${url} does not answer`)
}
