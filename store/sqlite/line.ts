import { StoreError } from '../../protocol/errors.ts'
import type { Answer, Refusal } from './thread/answer-calls.ts'
import type { Call, Commands } from './thread/commands.ts'

/** To where the database's commands are run. */
export interface Line {
  /** Resolves after the commit. Calls of one turn of the event loop travel together. @throws StoreError */
  call<Name extends keyof Commands>(
    name: Name,
    ...args: Parameters<Commands[Name]>
  ): Promise<ReturnType<Commands[Name]>>
  /** The other end answers. */
  answered(answers: readonly Answer[]): void
  /** The other end is gone: what waits, and whatever is called from now on, fails. */
  broken(error: StoreError): void
}

interface Waiting {
  resolve(value: unknown): void
  reject(error: StoreError): void
}

/** A call with who waits for it. */
interface Outgoing {
  call: Call
  one: Waiting
}

/** `send` takes calls to the other end; `busy` is told when the first call begins to wait, and when nothing waits any more. */
export function createLine(send: (calls: readonly Call[]) => void, busy: (waits: boolean) => void): Line {
  let outgoing: Outgoing[] = []
  const waiting = new Map<number, Waiting>()
  /** Calls that were sent: the other end counts those that come, so one that can't be sent has no number. */
  let count = 0
  let fault: StoreError | undefined

  function flush(): void {
    const some = outgoing
    outgoing = []
    if (some.length === 0) return
    sendTogether(some)
    if (waiting.size === 0) busy(false)
  }

  /** What can't travel (a function among the values) fails by itself, the calls beside it go. */
  function sendTogether(some: readonly Outgoing[]): void {
    const first = count
    for (const { one } of some) waiting.set(count++, one)
    try {
      send(some.map(({ call }) => call))
    } catch (error) {
      while (count > first) waiting.delete(--count)
      if (some.length > 1) for (const each of some) sendTogether([each])
      else
        some[0]?.one.reject(
          new StoreError('store.failed', `A call can't be sent to the database: ${error}`, { cause: error }),
        )
    }
  }

  return {
    call: (name, ...args) =>
      new Promise<never>((resolve, reject) => {
        if (fault !== undefined) {
          reject(fault)
          return
        }
        if (outgoing.length === 0) setImmediate(flush)
        if (waiting.size + outgoing.length === 0) busy(true)
        outgoing.push({
          call: [name, ...args] as unknown as Call,
          one: { resolve: resolve as Waiting['resolve'], reject },
        })
      }),
    answered(answers) {
      for (const answer of answers) {
        const one = waiting.get(answer.n)
        waiting.delete(answer.n)
        if ('value' in answer) one?.resolve(answer.value)
        else one?.reject(storeError(answer.refused))
      }
      if (waiting.size + outgoing.length === 0) busy(false)
    },
    broken(error) {
      fault ??= error
      for (const one of [...waiting.values(), ...outgoing.map(({ one }) => one)]) one.reject(fault)
      outgoing = []
      waiting.clear()
      busy(false)
    },
  }
}

/** A thread's refusal as the error that it was. */
export const storeError = ({ code, message, reason }: Refusal): StoreError =>
  new StoreError(code, message, { cause: reason })
