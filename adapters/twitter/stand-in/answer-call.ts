import type { Faults } from '../../stand-in-faults.ts'
import type { StandInAnswer, StandInCall } from '../../stand-in-http.ts'
import { dmEvents, mentions, ownPosts } from './lists.ts'
import { directMessage, publicReply, type Taking } from './messages.ts'
import { isAuthorised, type Keys } from './oauth.ts'
import { badRequest, forbidden, problem, unauthorised } from './problems.ts'
import { appendUpload, beginUpload, endUpload, uploadStatus } from './uploads.ts'
import { type CallWindow, callWindow } from './windows.ts'
import type { Message, World } from './world.ts'

export interface Limits {
  messages: number
  windowMs: number
}

interface Platform {
  world: World
  faults: Faults
  keys: Keys
  limits: Limits
  onSent(message: Message): void
  origin(): string
}

const QUARTER_MS = 900_000

/** X's API: every call is checked for who makes it, counted, and run into the fault that is asked for. */
export function answerCall(platform: Platform): (call: StandInCall) => Promise<StandInAnswer> {
  const { world, keys, limits, onSent } = platform
  const messages = callWindow(limits.messages, limits.windowMs)
  const posts = callWindow(100, QUARTER_MS)
  return async call => {
    if (!isAuthorised(call, platform.origin(), keys, Date.now())) return unauthorised()
    const { method, path } = call
    const picture = world.pictures.get(path)
    if (method === 'GET' && picture !== undefined) {
      return { status: 200, bytes: picture, headers: { 'content-type': 'image/png' } }
    }
    const recipient = /^\/2\/dm_conversations\/with\/(\d+)\/messages$/.exec(path)?.[1]
    if (method === 'POST' && recipient !== undefined) {
      return settle(messages, platform, () => directMessage(call, recipient, world, onSent))
    }
    if (method === 'POST' && path === '/2/tweets') {
      return settle(posts, platform, () => publicReply(call, world))
    }
    return (await readOrUpload(call, world)) ?? problem(404, 'Not Found Error', 'There is no such route.')
  }
}

async function readOrUpload(call: StandInCall, world: World): Promise<StandInAnswer | undefined> {
  const { method, path } = call
  const upload = /^\/2\/media\/upload\/(\d+)\/(append|finalize)$/.exec(path)
  const [, id = '', step] = upload ?? []
  if (method === 'POST') {
    if (path === '/2/media/upload/initialize') return beginUpload(call, world)
    if (step === 'append') return appendUpload(call, id, world)
    return step === 'finalize' ? endUpload(id, world) : undefined
  }
  if (path === '/2/media/upload') return uploadStatus(call, world)
  if (path === '/2/dm_events') return dmEvents(call, world)
  const [, userId = '', list] = /^\/2\/users\/(\d+)\/(tweets|mentions)$/.exec(path) ?? []
  if (list === 'mentions') return mentions(call, userId, world)
  return list === 'tweets' ? ownPosts(call, userId, world) : undefined
}

/** Runs a call that makes something: limits first, then the fault, then what the call asks for. */
function settle(window: CallWindow, { faults }: Platform, taking: () => Taking): StandInAnswer {
  const now = Date.now()
  const { over, headers } = window.count(now)
  if (over) return problem(429, 'Too Many Requests', 'Too Many Requests', headers)
  const fault = faults.next()
  switch (fault) {
    case 'rateLimited':
      return problem(429, 'Too Many Requests', 'Too Many Requests', window.closed(now))
    case 'serverError':
      return problem(503, 'Service Unavailable', 'Service Unavailable', headers)
    case 'expiredToken':
      return unauthorised()
    case 'refused':
      return forbidden('You cannot send messages to this user.')
    case 'timeout':
      return 'hang'
    case 'dropped':
      return 'drop'
    case 'timeoutAfter':
    case 'droppedAfter':
    case undefined: {
      const taken = taking()
      const answer = 'answer' in taken ? taken.answer : taken.take()
      if (fault === 'timeoutAfter') return 'hang'
      if (fault === 'droppedAfter') return 'drop'
      return typeof answer === 'string'
        ? badRequest(answer)
        : { ...answer, headers: { ...answer.headers, ...headers } }
    }
  }
}
