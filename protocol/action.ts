import type { z } from 'zod'
import type { Action, CallContext } from './call.ts'
import type { Json } from './json.ts'

/** What an action's `run` is given beside its input. */
export interface ActionRun {
  fetch: typeof fetch
  /** The same on a retry: hand it to the system that you call, so that nothing is done twice. */
  idempotencyKey: string
  /** Aborted at the call's deadline. */
  signal: AbortSignal
  /** Who asks. */
  context: CallContext
  /** Milliseconds since 1970. */
  now: number
}

/** An action's answer other than `ok`, as `branch` makes it. */
export class Branch {
  readonly name: string
  readonly value: Json | undefined
  constructor(name: string, value?: Json) {
    this.name = name
    this.value = value
  }
}

/** `return branch('not_found')`: the dialog goes on with that branch of its `on:`. */
export const branch = (name: string, value?: Json): Branch => new Branch(name, value)

export interface ActionDefinition<Input, Output> {
  /** As dialogs call it: `loyalty.points`. */
  name: string
  input: z.ZodType<Input>
  /** Checked too, so that a changed back office is noticed here and not in a sentence to a customer. */
  output: z.ZodType<Output>
  /** Branches that `run` may answer: `check` knows them. */
  outcomes?: readonly string[]
  /** Milliseconds; a dialog may give its own. Default 5,000. */
  timeoutMs?: number
  /** Further attempts when `run` throws. Default 1. */
  retries?: number
  run(input: Input, run: ActionRun): Promise<Output | Branch>
}

/**
 * An action of a bot's own, for what no built-in operation does: a file in the bot's `actions/` exports it, dialogs `call` it by its name.
 * Throwing means `failed`, after the retries; `run` must be safe to repeat with the same idempotency key.
 */
export function defineAction<Input, Output>(definition: ActionDefinition<Input, Output>): Action {
  const { name, input, output, outcomes = [], timeoutMs = 5_000, retries = 1 } = definition
  return {
    name,
    outcomes,
    timeoutMs,
    retries,
    async run(raw, run) {
      const answer = await definition.run(input.parse(raw), { fetch, ...run })
      if (!(answer instanceof Branch)) return { outcome: 'ok', value: output.parse(answer) as Json }
      if (!outcomes.includes(answer.name)) throw new Error(`${name} answered a branch that it does not name`)
      return { outcome: answer.name, ...(answer.value === undefined ? {} : { value: answer.value }) }
    },
  }
}
