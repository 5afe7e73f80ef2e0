import { type DirectLine, DirectLineFault, type OutgoingFile } from './direct-line.ts'
import { backOffMs, type Environment, pause } from './environment.ts'
import type { Session } from './session.ts'

/** One message to send; the key is its clientActivityID. */
export interface Outgoing {
  key: string
  activity: object
  files: readonly OutgoingFile[]
}

/** What became of it. */
export interface OutgoingEvents {
  onSent(key: string): void
  /** `refused`: the server will never take it as it is; undefined: trying again may help. */
  onFailed(key: string, problem: 'refused' | undefined): void
  /** The conversation is no more and another was started. */
  onRestarted(): void
}

/** The customer's messages, one after the other, each until the server has it. */
export interface Sender {
  add(outgoing: Outgoing): void
  /** The stream has shown it: it has arrived, whatever became of the answer. */
  confirm(key: string): void
  /** What is not sent yet, oldest first. */
  waiting(): readonly Outgoing[]
  /** The network is back: try now. */
  wake(): void
  close(): void
}

/** A server that answers, but badly, so often in a row: the customer is told and may try again. */
const BUSY_TRIES = 6

interface Parts {
  api: DirectLine
  session: Session
  env: Environment
  events: OutgoingEvents
}

/**
 * Sends in the order of writing. Without a network it waits, however long; the same clientActivityID is one message to
 * the server, so a try whose answer was lost is simply repeated.
 */
export function createSender({ api, session, env, events }: Parts): Sender {
  let queue: Outgoing[] = []
  let running = false
  let closed = false
  let wake = new AbortController()
  let letGo = () => {}

  const drop = (key: string) => {
    queue = queue.filter(other => other.key !== key)
  }

  async function sendOnce({ activity, files }: Outgoing): Promise<void> {
    const grant = await session.ensure()
    if (files.length > 0) await api.upload(grant, activity, files)
    else await api.post(grant, activity)
  }

  async function recover(fault: DirectLineFault): Promise<void> {
    const token = session.current()?.token
    if (fault.code === 'expired' && token !== undefined) await session.renew(token)
    if (fault.code === 'gone' && token !== undefined) {
      await session.startAnew()
      events.onRestarted()
    }
  }

  async function sendUntilSettled(outgoing: Outgoing): Promise<void> {
    const { key } = outgoing
    let tries = 0
    let busy = 0
    const confirmed = new Promise<void>(resolve => {
      letGo = resolve
    })
    while (!closed && queue.some(other => other.key === key)) {
      wake = new AbortController()
      try {
        // The echo may come while the answer hangs: then the next message need not wait for it.
        await Promise.race([sendOnce(outgoing), confirmed])
        return settle(key, () => events.onSent(key))
      } catch (error) {
        const fault = error instanceof DirectLineFault ? error : new DirectLineFault('refused')
        if (fault.code === 'refused') return settle(key, () => events.onFailed(key, 'refused'))
        if (fault.code !== 'unreachable') busy += 1
        if (busy >= BUSY_TRIES) return settle(key, () => events.onFailed(key, undefined))
        tries += 1
        await recover(fault).catch(() => {})
        await pause(Math.max(fault.retryAfterMs ?? 0, backOffMs(tries, env.random)), wake.signal)
      }
    }
  }

  /** The stream may have confirmed it meanwhile; then there is nothing left to tell. */
  function settle(key: string, tell: () => void) {
    if (!queue.some(other => other.key === key)) return
    drop(key)
    tell()
  }

  async function run() {
    if (running) return
    running = true
    for (let head = queue[0]; head && !closed; head = queue[0]) await sendUntilSettled(head)
    running = false
  }

  return {
    add(outgoing) {
      if (queue.some(other => other.key === outgoing.key)) return
      queue = [...queue, outgoing]
      void run()
    },
    confirm(key) {
      if (!queue.some(other => other.key === key)) return
      if (queue[0]?.key === key) letGo()
      drop(key)
      wake.abort()
      events.onSent(key)
    },
    waiting: () => queue,
    wake: () => wake.abort(),
    close() {
      closed = true
      wake.abort()
    },
  }
}
