import type { Activity } from '../protocol/activity.ts'
import type { HandoffReason, Priority } from '../protocol/conversation.ts'
import type { Json, JsonObject } from '../protocol/json.ts'

/**
 * What a step's `run` answers: plain data; the engine alone acts on it. The engine's author refines this union and `StepRun`.
 */
export type Outcome =
  | { then: 'next' }
  /** Runs a nested list of this step, then goes on after the step. */
  | { then: 'block'; block: string }
  | { then: 'wait'; for: 'answer' | 'timer'; afterMs?: number }
  | { then: 'goto'; label: string }
  | { then: 'begin'; dialog: string; slots?: JsonObject }
  | { then: 'restart' }
  | { then: 'retry' }
  | { then: 'call'; action: string; input: JsonObject; timeoutMs?: number; retries?: number }
  | { then: 'handoff'; reason: HandoffReason; priority?: Priority; team?: string }
  | { then: 'end'; result: string }

/** What a step sees and may do while it runs: reading is free, writing goes through these few functions. */
export interface StepRun {
  /** The step's own memory within its frame (a retry counter, the answer of its call), kept over turns. */
  memory: JsonObject
  evaluate(expression: string): Json
  say(key: string, options?: { choices?: readonly string[]; card?: string }): void
  emit(activity: Activity): void
  slot(name: string): Json | undefined
  setSlot(name: string, value: Json): void
  setVariable(name: string, value: Json): void
}
