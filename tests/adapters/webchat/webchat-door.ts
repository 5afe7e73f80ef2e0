import type { Channel, Environment, Inbound } from '../../../adapters/adapter.ts'
import type { WebchatDeps } from '../../../adapters/webchat/deps.ts'
import { webchat } from '../../../adapters/webchat/index.ts'
import type { HttpAnswer } from '../../../protocol/http.ts'
import { logEntryId } from '../../../protocol/ids.ts'
import { type Call, callRoute } from '../door.ts'
import { openHouse, renderContext } from '../house.ts'
import { memoryLog, unevenly } from './memory-log.ts'

export const SECRET = 'a-secret-of-the-shop-server'
export const TOKEN_SECRET = 'the key that signs tokens, 32 characters or more'

export interface DoorOptions {
  environment?: Environment
  deps?: Partial<WebchatDeps>
  memory?: ReturnType<typeof memoryLog>
  onInbound?: (inbound: Inbound) => void
}

/** A web chat over a log and an inbox in memory; `clock.now` is the time. */
export function openDoor(options: DoorOptions = {}) {
  const memory = options.memory ?? memoryLog()
  const clock = { now: Date.parse('2026-11-22T10:00:00.000Z') }
  const inbox = new Map<string, Inbound>()
  const failing: { receive: unknown } = { receive: undefined }
  const deps: WebchatDeps = {
    ...openHouse().deps,
    clock: () => clock.now,
    webchat: {
      log: memory.log,
      onTyping: () => {},
      onGrown: memory.onGrown,
      async post(inbound, idempotencyKey) {
        const { threadKey, activity } = inbound
        const seq = await memory.log.append(threadKey, activity, idempotencyKey, '')
        await deps.receive([{ ...inbound, activity: { ...activity, id: logEntryId(threadKey, seq) } }])
        return seq
      },
    },
    tokenSecret: TOKEN_SECRET,
    rates: { tokensPerMinute: 0, messagesPerMinute: 0 },
    maxUploadBytes: 1_000_000,
    async receive(inbound) {
      await unevenly()
      if (failing.receive !== undefined) throw failing.receive
      return inbound.map(one => {
        const key = `${one.account} ${one.platformId}`
        const fresh = !inbox.has(key)
        if (fresh) {
          inbox.set(key, one)
          options.onInbound?.(one)
        }
        return { fresh, inboxId: `inb_${inbox.size}`, conversationId: `cnv_${one.threadKey}` }
      })
    },
    ...options.deps,
  }
  const open = webchat.configure(options.environment ?? {})
  if (!open) throw new Error('the web chat is always on')
  const channel = open(deps)
  return {
    channel,
    clock,
    memory,
    failing,
    deps,
    /** What the inbox holds, in the order of arrival. */
    received: () => [...inbox.values()],
    messages: () => [...inbox.values()].filter(one => one.activity.type !== 'conversationUpdate'),
    ...clientOf(channel),
  }
}

/** The body of a JSON answer. */
export const bodyOf = <T>(answer: HttpAnswer): T => answer.body as T
export const codeOf = (answer: HttpAnswer) => bodyOf<{ error: { code: string } }>(answer).error?.code

export interface TokenBody {
  conversationId: string
  token: string
  expires_in: number
  resumeToken: string
  streamUrl: string
}

function clientOf(channel: Channel) {
  const call = (call: Call) => callRoute(channel, { ...call, path: `/v3/directline${call.path}` })
  const withToken = (token: string, request: Call) =>
    call({ ...request, headers: { authorization: `Bearer ${token}`, ...request.headers } })
  return {
    call,
    withToken,
    async generate(): Promise<TokenBody> {
      return bodyOf(await call({ method: 'POST', path: '/tokens/generate' }))
    },
    /** A started conversation. */
    async start(): Promise<TokenBody> {
      const { token } = bodyOf<TokenBody>(await call({ method: 'POST', path: '/tokens/generate' }))
      return bodyOf(await withToken(token, { method: 'POST', path: '/conversations' }))
    },
    post(who: TokenBody, activity: Call['body'], headers: Record<string, string> = {}) {
      return withToken(who.token, {
        method: 'POST',
        path: `/conversations/${who.conversationId}/activities`,
        headers,
        ...(activity === undefined ? {} : { body: activity }),
      })
    },
    list(who: TokenBody, watermark?: string) {
      const query = watermark === undefined ? '' : `?watermark=${encodeURIComponent(watermark)}`
      return withToken(who.token, {
        method: 'GET',
        path: `/conversations/${who.conversationId}/activities${query}`,
      })
    },
    send(who: TokenBody, activity: object, idempotencyKey: string) {
      const [payload] = channel.render([activity as never], renderContext())
      return channel.send(payload as never, {
        account: 'webchat',
        threadKey: who.conversationId,
        conversationId: 'cnv_1',
        idempotencyKey,
        signal: AbortSignal.timeout(5000),
      })
    },
  }
}
