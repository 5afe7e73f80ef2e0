import { type DirectLine, DirectLineFault, type FaultCode } from './direct-line.ts'
import type { Memory } from './memory.ts'
import type { Grant } from './wire.ts'

/** The life of tokens: which conversation is ours, and a token that is good for it now. */
export interface Session {
  current(): Grant | undefined
  /** True when an earlier conversation can be taken up again. */
  remembered(): boolean
  /** The grant we hold, else the remembered conversation, else a new one. */
  ensure(): Promise<Grant>
  /** A grant with another token than the stale one; a new conversation when ours is no longer given to us. */
  renew(staleToken: string): Promise<Grant>
  /** Lets go of the conversation and starts another. */
  startAnew(): Promise<Grant>
  close(): void
}

const RESUME_KEY = 'resume'
const REFRESH_MS = 15 * 60_000

const isFault = (error: unknown, codes: readonly FaultCode[]) =>
  error instanceof DirectLineFault && codes.includes(error.code)

interface Parts {
  api: DirectLine
  memory: Memory
  /** BCP 47: the language that the page asks for; the server's welcome is in it. */
  locale: string
  /** Made by the shop's own server, where the Direct Line secret keeps strangers from making any. */
  token?: string | undefined
  /** Of a link in a mail, by which the page was opened: leads back into that conversation, once. */
  link?: string | undefined
}

export function createSession({ api, memory, locale, token: givenToken, link }: Parts): Session {
  let code = link
  let grant: Grant | undefined
  let underWay: Promise<Grant> | undefined

  function hold(next: Grant): Grant {
    const resumeToken = next.resumeToken ?? grant?.resumeToken
    grant = { ...next, resumeToken }
    if (next.resumeToken !== undefined) memory.write(RESUME_KEY, next.resumeToken)
    return grant
  }

  async function start(): Promise<Grant> {
    if (givenToken !== undefined) return hold(await api.start(givenToken, locale))
    const generated = await api.generate()
    const started = await api.start(generated.token, locale)
    return hold({ ...started, resumeToken: started.resumeToken ?? generated.resumeToken })
  }

  /** A link that was used before leaves us with what this device remembers. */
  async function followLink(linkCode: string): Promise<Grant | undefined> {
    try {
      const linked = hold(await api.link(linkCode))
      code = undefined
      return linked
    } catch (error) {
      if (!isFault(error, ['expired', 'gone', 'refused'])) throw error
      code = undefined
      return undefined
    }
  }

  async function resumeOrStart(): Promise<Grant> {
    if (code !== undefined) {
      const linked = await followLink(code)
      if (linked !== undefined) return linked
    }
    const resumeToken = memory.read(RESUME_KEY)
    if (resumeToken === undefined) return start()
    try {
      return hold(await api.resume(resumeToken))
    } catch (error) {
      if (!isFault(error, ['expired', 'gone', 'refused'])) throw error
      // Another tab may have been given a newer one since we read ours; only the refused one is forgotten.
      if (memory.read(RESUME_KEY) !== resumeToken) return resumeOrStart()
      memory.write(RESUME_KEY, undefined)
      return start()
    }
  }

  async function refreshOrResume(token: string): Promise<Grant> {
    try {
      return hold(await api.refresh(token))
    } catch (error) {
      if (!isFault(error, ['expired', 'gone', 'refused'])) throw error
      return resumeOrStart()
    }
  }

  /** The stream and the sender ask at the same moment; one answer serves both. */
  function once(work: () => Promise<Grant>): Promise<Grant> {
    underWay ??= work().finally(() => {
      underWay = undefined
    })
    return underWay
  }

  const timer = setInterval(() => {
    const { token } = grant ?? {}
    // A failure is met again at the next call, which then renews.
    if (token !== undefined) once(() => refreshOrResume(token)).catch(() => {})
  }, REFRESH_MS)

  return {
    current: () => grant,
    remembered: () => code !== undefined || memory.read(RESUME_KEY) !== undefined,
    ensure: () => (grant ? Promise.resolve(grant) : once(resumeOrStart)),
    renew: staleToken =>
      grant && grant.token !== staleToken
        ? Promise.resolve(grant)
        : once(() => (grant ? refreshOrResume(grant.token) : resumeOrStart())),
    startAnew: () =>
      once(() => {
        grant = undefined
        memory.write(RESUME_KEY, undefined)
        return start()
      }),
    close: () => clearInterval(timer),
  }
}
