import type { HandoffReason, Priority } from '../protocol/conversation.ts'
import type { Json, JsonObject } from '../protocol/json.ts'
import type { SurveyKind } from '../protocol/survey.ts'
import type { Expression } from './condition.ts'
import type { Choices } from './step-fields.ts'

/** Why a step runs. A step runs when the dialog reaches it, and again with what it waited for. */
export type StepInput =
  | { kind: 'reached' }
  /** The customer answered the open question; the value is one of an entity type, or of a choice, that the step expects. */
  | {
      kind: 'answer'
      value: Json /** What else was said with it, where the question takes words too. */
      comment?: string
    }
  /** Words instead of an answer, kept and thanked for already: only of a question that is `optional`. */
  | { kind: 'comment' }
  /** The customer wrote something that answers nothing. */
  | { kind: 'miss' }
  /** The open question is to be put once more: after a digression, or in another language. */
  | { kind: 'again' }
  /** The call ended: `ok`, `failed`, `timeout` or a branch of the action's own. */
  | { kind: 'result'; outcome: string; value?: Json }
  | { kind: 'elapsed' }
  /** The dialog that it began has ended. */
  | { kind: 'returned'; result: string; slots: JsonObject }

/** What a step's `run` answers: plain data; the engine alone acts on it. */
export type Outcome =
  | { do: 'next' }
  /** Runs a nested list of this step, then goes on after the step. */
  | { do: 'block'; block: string }
  /**
   * The turn ends here, until the customer gives one of these entity types (or a choice that was just offered).
   * `optional`, a survey's: what is neither a grade nor words to it passes the question by. `expiresMs`: after that time the step runs with `elapsed`.
   */
  | { do: 'ask'; expects: readonly string[]; slot?: string; optional?: boolean; expiresMs?: number }
  /** A durable timer; the customer may talk about other things meanwhile. */
  | { do: 'sleep'; ms: number }
  | { do: 'goto'; label: string }
  | { do: 'begin'; dialog: string; slots: JsonObject }
  | { do: 'restart' }
  /** Runs the nearest enclosing step of this kind once more. */
  | { do: 'retry'; kind: string }
  | { do: 'call'; action: string; input: JsonObject; timeoutMs?: number; retries?: number }
  | {
      do: 'handoff'
      reason?: HandoffReason
      priority?: Priority
      team?: string
      skill?: string
      note?: string
    }
  | { do: 'end'; result: string }
  /** The step can't go on: the customer is told, and the conversation goes to a person. */
  | { do: 'fail'; reason: HandoffReason; error: string }

export interface SayOptions {
  choices?: Choices
  /** A card made of the value of this name. */
  card?: 'order'
}

/** The survey of a conversation, as its step sees it. */
export interface SurveyRun {
  /** What bot.yaml says. */
  readonly usual: { kind: SurveyKind; expiresMs: number }
  /** Something was asked already in this conversation: nobody is asked twice. */
  readonly asked: boolean
  tell(kind: SurveyKind, what: { sent: true } | { grade: number; comment?: string } | { passed: true }): void
}

/** What a step sees and may do while it runs: reading is free, writing goes through these few functions. */
export interface StepRun {
  readonly input: StepInput
  /** The step's own memory within its frame (a retry counter), kept over turns; `remember` replaces it. */
  readonly memory: JsonObject
  remember(memory: JsonObject): void
  evaluate(expression: Expression): Json
  /** With `value` as a further name. */
  validates(expression: Expression, value: Json): boolean
  /** @throws ConserjeError `dialog.text_missing` when no language has the text; the engine treats it as a failed step. */
  say(key: string, options?: SayOptions): void
  emit(name: string, data: JsonObject): void
  readonly survey: SurveyRun
  slot(name: string): Json
  /** Entity types that fill a slot of this dialog, and its own condition. */
  slotSpec(name: string): { entity: readonly string[]; valid?: Expression } | undefined
  /** Null empties it. */
  setSlot(name: string, value: Json): void
  /** Names a value from here on; where the dialog has a slot of that name, fills the slot. */
  set(name: string, value: Json): void
}
