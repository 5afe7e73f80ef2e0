import { type DirectLine, DirectLineFault, type FaultCode } from '../../web/widget/direct-line.ts'
import type { Environment } from '../../web/widget/environment.ts'
import type { Memory } from '../../web/widget/memory.ts'
import { type Grant, readActivitySet } from '../../web/widget/wire.ts'

/** A socket that a test opens, feeds and closes by hand. */
export class FakeSocket {
  readyState = 0
  onopen: (() => void) | null = null
  onmessage: ((event: { data: unknown }) => void) | null = null
  onclose: (() => void) | null = null
  onerror: (() => void) | null = null
  sent: unknown[] = []
  readonly url: string
  constructor(url: string) {
    this.url = url
  }
  open() {
    this.readyState = 1
    this.onopen?.()
  }
  push(...activities: object[]) {
    this.onmessage?.({ data: JSON.stringify({ activities, watermark: String(++watermark) }) })
  }
  send(data: unknown) {
    this.sent.push(data)
  }
  drop() {
    this.readyState = 3
    this.onclose?.()
  }
  close() {
    this.readyState = 3
  }
}
let watermark = 0

/** Direct Line without a network: each call is noted, and answered by the fault that waits for it, if any. */
export function fakeLine() {
  const calls: string[] = []
  const posted: { clientActivityID: string; activity: object; conversationId: string; files: number }[] = []
  const faults = new Map<string, (FaultCode | DirectLineFault)[]>()
  const sockets: FakeSocket[] = []
  let tokens = 0
  let conversations = 0
  let current = ''

  const grant = (conversationId: string): Grant => ({
    conversationId,
    token: `token${++tokens}`,
    resumeToken: `resume-${conversationId}`,
    streamUrl: `ws://x/${conversationId}?${tokens}`,
  })
  async function note(call: string, detail = '') {
    calls.push(detail === '' ? call : `${call} ${detail}`)
    const fault = faults.get(call)?.shift()
    if (fault) throw typeof fault === 'string' ? new DirectLineFault(fault) : fault
  }
  async function take(call: string, { conversationId }: Grant, activity: object, files: number) {
    const { clientActivityID } = (activity as { channelData?: { clientActivityID: string } }).channelData ?? {
      clientActivityID: '',
    }
    await note(call, clientActivityID)
    posted.push({ clientActivityID, activity, conversationId, files })
    return `${conversationId}|${posted.length}`
  }
  const api: DirectLine = {
    async generate() {
      await note('generate')
      current = `c${++conversations}`
      return grant(current)
    },
    async link(code) {
      await note('link', code)
      return grant('linked')
    },
    async resume(resumeToken) {
      await note('resume', resumeToken)
      return grant(resumeToken.replace('resume-', ''))
    },
    async refresh(token) {
      await note('refresh', token)
      return { ...grant(current || 'c1'), streamUrl: undefined }
    },
    async start(_token, locale) {
      await note('start', locale)
      return grant(current || 'c-given')
    },
    async reconnect({ conversationId }, mark) {
      await note('reconnect', mark)
      return grant(conversationId)
    },
    async poll(_grant, mark) {
      await note('poll', mark)
      return readActivitySet({ activities: [], watermark: null })
    },
    post: (to, activity) => take('post', to, activity, 0),
    upload: (to, activity, files) => take('upload', to, activity, files.length),
  }
  let ids = 0
  const env: Environment = {
    fetch: () => Promise.reject(new Error('no network in this test')),
    openSocket(url) {
      const socket = new FakeSocket(url)
      sockets.push(socket)
      return socket as unknown as WebSocket
    },
    now: () => Date.now(),
    random: () => 0.5,
    newId: () => `id${++ids}`,
  }
  return {
    api,
    env,
    calls,
    posted,
    sockets,
    socket: () => sockets.at(-1) as FakeSocket,
    fail: (call: string, ...codes: (FaultCode | DirectLineFault)[]) => faults.set(call, codes),
  }
}

/** What lasts only in the test. */
export function fakeMemory(start: Record<string, string> = {}): Memory & { all: Map<string, string> } {
  const all = new Map(Object.entries(start))
  return {
    all,
    read: key => all.get(key),
    write: (key, value) => (value === undefined ? all.delete(key) : all.set(key, value)),
  }
}
