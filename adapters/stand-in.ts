import type { Json } from '../protocol/json.ts'

/*
 * A stand-in of a platform: a server on loopback that speaks its documented protocol, signatures, limits, reports and faults included, so that the adapter
 * can't tell the difference. For tests, for benchmarks, and for designers without an account (`conserje stand-in <channel>`).
 */

/** What a call may run into. `droppedAfter` and `timeoutAfter`: the platform has taken the message, and we never hear so. */
export const FAULT_KINDS = [
  'rateLimited',
  'serverError',
  'timeout',
  'timeoutAfter',
  'dropped',
  'droppedAfter',
  'expiredToken',
  'refused',
] as const
export type FaultKind = (typeof FAULT_KINDS)[number]

/** A call of ours that came to nothing. */
export interface FailedCall {
  /** Method and path, or the SMTP command. */
  call: string
  /** What the platform answered, or that it answered nothing. */
  reason: string
}

/** A message of ours as the platform took it. */
export interface TakenMessage {
  /** The platform's id of it. */
  id: string
  /** The customer it went to. */
  to: string
  /** The platform's own name of its kind: `text`, `interactive`, `image`, … */
  kind: string
  /** What the customer reads; '' for typing and the like. */
  text: string
  /** Titles of buttons and rows. */
  options: readonly string[]
  /** Milliseconds since 1970. */
  at: number
  /** The body of the call. */
  body: Json
}

export interface StandInOptions {
  /** 0: any free one. */
  port?: number
  /** Where the platform delivers what customers write; undefined: where `webhook` is set later. */
  webhookUrl?: string
  /** Between 0 and 1; default Math.random. */
  random?: () => number
  /** Whether it reports what became of messages (delivered, read), where the platform does. Default true. */
  reports?: boolean
}

export interface StandIn {
  readonly channel: string
  /** Where its API listens, no slash at the end. */
  readonly url: string
  /** The settings that point the adapter at it; secrets are its own. */
  readonly environment: Readonly<Record<string, string>>
  /** Where to deliver from now on. */
  webhook(url: string): void
  /**
   * A customer writes: delivered to the webhook as the platform would, signed. Resolves to the status of the answer (0: none came); for a channel
   * that fetches, to 200 once the message can be fetched.
   */
  say(customer: string, text: string, options?: { name?: string }): Promise<number>
  /** A customer presses the option of that title under our newest message to them. Resolves as `say`; to 404 when it has none. */
  press(customer: string, title: string): Promise<number>
  /** What somebody at the terminal may do beside that, as `/name rest`. Each resolves as `say`. */
  readonly commands?: Readonly<Record<string, (who: string, rest: string) => Promise<number>>>
  /** What it took, in that order. */
  readonly taken: readonly TakenMessage[]
  /** Told of each message that it took; returns the function that ends it. */
  onTaken(listener: (message: TakenMessage) => void): () => void
  /** Told of each call that it refused or broke off; returns the function that ends it. */
  onFailed(listener: (failed: FailedCall) => void): () => void
  /** The next `times` calls (default 1) run into this. */
  fail(kind: FaultKind, times?: number): void
  /** From now on this share of calls runs into one of these, at random. */
  failAtRandom(share: number, kinds: readonly FaultKind[]): void
  close(): Promise<void>
}

/** What a channel's `stand-in.ts` exports. */
export interface StandInDefinition {
  readonly channel: string
  start(options?: StandInOptions): Promise<StandIn>
}
