import type { Channel, Environment, Inbound, SendOptions } from '../../adapters/adapter.ts'
import { OutcomeUnknown, RateLimited, Refused, Unreachable } from '../../protocol/errors.ts'
import type { HttpAnswer } from '../../protocol/http.ts'
import type { Json } from '../../protocol/json.ts'
import type { Call } from '../adapters/door.ts'
import type { RecordedRequest } from './recording.ts'

/** The kinds of trouble that a platform makes, and the error that `send` must throw for each. */
export const SEND_ERRORS = {
  busy: RateLimited,
  gone: Unreachable,
  refusing: Refused,
  silent: OutcomeUnknown,
} as const
export type Trouble = keyof typeof SEND_ERRORS

/** One open channel over stand-ins of its platform and of the house. */
export interface OpenHarness {
  channel: Channel
  /** What the house was given, duplicates dropped as the store drops them. */
  received(): readonly Inbound[]
  /** A recorded request with what must be of today. */
  prepare(recorded: RecordedRequest): Call
  /** How a request comes in; default: by the channel's routes. A channel that fetches reads it as if it had fetched it. */
  call?(call: Call): Promise<HttpAnswer>
  /** The same request from somebody who can not prove who it is from; a channel that fetches knows its platform already. */
  forge?(call: Call): Call
  sendOptions(idempotencyKey: string): SendOptions
  /** Makes the platform answer so from now on. Only the troubles that this channel can have. */
  troubles: Partial<Record<Trouble, () => void>>
  /** Bytes as a client might send them to each route that takes any. */
  garbage(body: Uint8Array): Call[]
}

/** What a channel's `contract.test.ts` brings. */
export interface AdapterHarness {
  /** The folder under adapters/, where it is not called as the channel. */
  folder?: string
  /** The variables that switch the channel on. */
  environment: Environment
  open(): Promise<OpenHarness>
  /** A whole turn goes as one payload: a letter. */
  isLetter?: true
  /** What one payload shows, to be held against the limits. */
  shown(payload: Json): { text?: string; buttons: readonly string[] }
}
