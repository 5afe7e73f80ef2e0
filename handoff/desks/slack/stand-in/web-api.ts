import type { Faults } from '../../../../adapters/stand-in-faults.ts'
import type { StandInAnswer, StandInCall } from '../../../../adapters/stand-in-http.ts'
import { createMethods, Refusal } from './methods.ts'
import type { SlackFileRecord, SlackMessage, World } from './world.ts'

export interface WebApiDeps {
  world: World
  faults: Faults
  botToken: string
  appToken: string
  /** Where files and uploads lie. */
  base(): string
  /** Where the socket listens. */
  socketUrl(): string
  /** False: the token has been revoked. */
  tokenWorks(): boolean
  onPosted(message: SlackMessage): void
  onCalled(who: readonly string[]): void
  /** Messages a channel takes in a second. */
  perSecond: number
}

type Args = Record<string, string>
type Result = Record<string, unknown>

/** Answers calls of Slack's Web API as the documentation says, its limits and errors included. */
export function createWebApi(deps: WebApiDeps): (call: StandInCall) => StandInAnswer {
  const { world, faults } = deps
  const recent = new Map<string, number[]>()
  const methods = createMethods(deps)

  /** More than so many within a second is too much. */
  function isTooFast(channel: string): boolean {
    const now = Date.now()
    const times = (recent.get(channel) ?? []).filter(at => at > now - 1_000)
    recent.set(channel, times)
    if (times.length >= deps.perSecond) return true
    times.push(now)
    return false
  }

  const ok = (result: Result): StandInAnswer => ({ status: 200, json: { ok: true, ...result } })
  const no = (error: string, messages: string[] = []): StandInAnswer => ({
    status: 200,
    json: { ok: false, error, ...(messages.length > 0 && { response_metadata: { messages } }) },
  })
  const slower: StandInAnswer = {
    status: 429,
    headers: { 'retry-after': '1' },
    json: { ok: false, error: 'ratelimited' },
  }

  return call => {
    const file = /^\/files-pri\/(\w+)$/.exec(call.path)?.[1]
    const bears = call.headers.authorization?.replace(/^Bearer /, '')
    if (file !== undefined)
      return giveFile(world.files.get(file), bears === deps.botToken && deps.tokenWorks())
    const upload = /^\/upload\/(\w+)$/.exec(call.path)?.[1]
    if (upload !== undefined) return takeUpload(world, upload, call.body)
    const method = /^\/api\/([\w.]+)$/.exec(call.path)?.[1] ?? ''
    const run = Object.hasOwn(methods, method) ? methods[method] : undefined
    const args: Args = Object.fromEntries(new URLSearchParams(call.body.toString('utf8')))
    const token = args.token ?? bears
    if (method === 'apps.connections.open') {
      return token === deps.appToken ? ok({ url: deps.socketUrl() }) : no('invalid_auth')
    }
    if (call.method !== 'POST' || run === undefined) return no('unknown_method')
    if (token !== deps.botToken) return no(token === undefined ? 'not_authed' : 'invalid_auth')
    if (!deps.tokenWorks()) return no('token_revoked')
    const fault = faults.next()
    if (fault === 'rateLimited') return slower
    if (fault === 'serverError') return { status: 500, json: {} }
    if (fault === 'timeout') return 'hang'
    if (fault === 'dropped') return 'drop'
    if (fault === 'expiredToken') return no('token_expired')
    if (fault === 'refused') return no('invalid_arguments')
    if (method === 'chat.postMessage' && isTooFast(args.channel ?? '')) return slower
    const answer = attempt(() => ok(run(args)))
    if (fault === 'timeoutAfter') return 'hang'
    return fault === 'droppedAfter' ? 'drop' : answer
  }

  function attempt(run: () => StandInAnswer): StandInAnswer {
    try {
      return run()
    } catch (error) {
      if (error instanceof Refusal) return no(error.message, error.messages)
      throw error
    }
  }
}

function giveFile(file: SlackFileRecord | undefined, mayRead: boolean): StandInAnswer {
  if (file === undefined) return { status: 404 }
  // Slack sends a page to sign in instead of an error.
  if (!mayRead)
    return {
      status: 200,
      bytes: Buffer.from('<!doctype html>Sign in'),
      headers: { 'content-type': 'text/html; charset=utf-8' },
    }
  return { status: 200, bytes: file.bytes, headers: { 'content-type': file.mimetype } }
}

function takeUpload(world: World, id: string, body: Buffer): StandInAnswer {
  const file = world.files.get(id)
  if (file === undefined) return { status: 404 }
  world.files.set(id, { ...file, bytes: new Uint8Array(body) })
  return { status: 200, bytes: Buffer.from(`OK - ${body.length}`) }
}
