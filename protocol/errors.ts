/** Who must act on an error: the bot's designer, the operator, a platform (wait or retry), or we. */
export type Blame = 'content' | 'config' | 'platform' | 'bug'

/** One fault in a bot's files. `line` and `col` count from 1; `file` is relative to where the command was run. */
export interface Fault {
  file: string
  line: number
  col: number
  /** What is wrong and what is allowed, in a sentence for the designer, without file or line. */
  message: string
  severity: 'error' | 'warning'
}

/** `file:line:col: message`, the form that editors and terminals make clickable. */
export const faultText = (fault: Fault): string =>
  `${fault.file}:${fault.line}:${fault.col}: ${fault.message}`

/** Base of all our errors. Decide by class or `code`, never by message. `message` holds no secret and no customer text. */
export class ConserjeError extends Error {
  readonly code: string
  readonly blame: Blame
  constructor(code: string, blame: Blame, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = new.target.name
    this.code = code
    this.blame = blame
  }
}

/** A bot's files have faults; the bot does not start. */
export class ContentError extends ConserjeError {
  readonly faults: readonly Fault[]
  constructor(faults: readonly Fault[]) {
    super('content.faults', 'content', faults.map(faultText).join('\n'))
    this.faults = faults
  }
}

/** A setting is missing or wrong; the message names it and says what it should be. */
export class ConfigError extends ConserjeError {
  constructor(message: string, options?: ErrorOptions) {
    super('config.invalid', 'config', message, options)
  }
}

export type StoreErrorCode =
  | 'store.newer' // the database was written by a newer program
  | 'store.read_only'
  | 'store.full'
  | 'store.unreachable'
  | 'store.locked' // another server holds this SQLite file
  | 'store.damaged'
  | 'store.overtaken' // what was decided upon has changed meanwhile: to be decided anew
  | 'store.failed'

/** The database can't serve. Nothing was changed by the operation that threw. */
export class StoreError extends ConserjeError {
  declare readonly code: StoreErrorCode
  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(code, code === 'store.failed' ? 'bug' : 'config', message, options)
  }
}

/** The platform asks to wait. */
export class RateLimited extends ConserjeError {
  readonly retryAfterMs: number
  constructor(message: string, retryAfterMs: number, options?: ErrorOptions) {
    super('channel.rate_limited', 'platform', message, options)
    this.retryAfterMs = retryAfterMs
  }
}

/**
 * Nothing was sent, and it may be another time: the platform was not reached, or it does not take our account's word now (an expired token), which
 * `blame: 'config'` tells: the operator must act, and what waits goes out then.
 */
export class Unreachable extends ConserjeError {
  constructor(message: string, options?: ErrorOptions & { blame?: 'platform' | 'config' }) {
    super('channel.unreachable', options?.blame ?? 'platform', message, options)
  }
}

/** The platform said no for good: never retry, tell the desk. `windowClosed`: it only takes a template now, or nothing until the customer writes. */
export class Refused extends ConserjeError {
  readonly windowClosed: boolean
  constructor(message: string, options?: ErrorOptions & { windowClosed?: boolean }) {
    super('channel.refused', 'platform', message, options)
    this.windowClosed = options?.windowClosed ?? false
  }
}

/**
 * Timed out after writing: it may have been sent. It is risked once more: where the platform reports on our key (`DeliveryReport.part`), only after
 * `waitMs` without a report, milliseconds.
 */
export class OutcomeUnknown extends ConserjeError {
  readonly waitMs: number | undefined
  constructor(message: string, options?: ErrorOptions & { waitMs?: number }) {
    super('channel.outcome_unknown', 'platform', message, options)
    this.waitMs = options?.waitMs
  }
}
