import type { z } from 'zod'
import type { Outcome, StepRun } from './outcome.ts'

/** Where a value stands in a step's mapping: `['on', 'not_found', 0, 'say']`. */
export type Path = readonly (string | number)[]

/** A name or an expression that a step uses or makes: from these the checks work, without knowledge of the kind. */
export type Ref = { path: Path } & (
  | /** A locale key; `{order.status}` in it is filled at run time. */ { type: 'text'; key: string }
  | { type: 'slot'; name: string }
  | { type: 'label'; name: string }
  | { type: 'dialog'; name: string }
  | /** A dialog, an intent that begins one, or a question of the FAQ: what a choice may begin. */ {
      type: 'topic'
      name: string
    }
  | { type: 'action'; name: string }
  | /** A branch of `on:` of a call. */ { type: 'branch'; action: string; name: string }
  | { type: 'entity'; name: string }
  | { type: 'team'; name: string }
  | { type: 'skill'; name: string }
  | /** CEL. */ { type: 'expression'; source: string }
  | /** Shows a value as a card. */ { type: 'shows'; name: string }
  | /** Names a variable from here on (`save`). */ { type: 'saves'; name: string }
)

/** Where control may go from a step beside its blocks, and what the customer has of it: for the checks alone. */
export interface StepFlow {
  /** On to the step after it without any of its blocks. */
  next: boolean
  /** Elsewhere: to a label, to the first step, or to the nearest enclosing step of a kind. */
  to?: { label: string } | { start: true } | { enclosing: string }
  /** Ends the dialog. */
  ends?: boolean
  /** Waits for the customer, or for time to pass. */
  waits?: boolean
  /** The customer reads something, or gets a person. */
  tells?: boolean
  /** What may be known changes: a condition asked again may be answered otherwise. */
  changes?: boolean
}

/** What a file in `steps/` gives: everything the loader, the checks, the engine and the JSON schema need to know of a kind. */
export interface StepKind<Def = unknown> {
  /** The first key of the step's mapping. */
  readonly kind: string
  /** One sentence for a designer; goes into the JSON schema and the docs. */
  readonly about: string
  /** The whole mapping, the kind's own key included. Nested lists of steps are `stepList`. */
  readonly schema: z.ZodType<Def>
  /** Nested lists of steps, by their path with dots: `then`, `on.not_found`, `cases.shipped`. */
  blocks(def: Def): Readonly<Record<string, readonly unknown[]>>
  refs(def: Def): readonly Ref[]
  /** Left out: the step tells nothing, waits for nothing and goes on. */
  flow?(def: Def): StepFlow
  /** What this kind alone can find wrong, as (path, sentence). */
  check?(def: Def): readonly { path: Path; message: string }[]
  /** Pure and synchronous. */
  run(def: Def, step: StepRun): Outcome
}

/** A step ready to run: its definition is closed over, so that kinds of different shape lie in one list. */
export interface Step {
  /** Stable within its dialog: the label, else the path of the step (`2.on.not_found.0`). */
  readonly id: string
  readonly label?: string
  readonly kind: string
  readonly file: string
  readonly line: number
  readonly col: number
  readonly refs: readonly Ref[]
  readonly flow: StepFlow
  readonly blocks: ReadonlyMap<string, readonly Step[]>
  run(step: StepRun): Outcome
}

/** A kind as the loader sees it: `Def` is hidden, so `steps/index.ts` is a plain array. */
export interface AnyStepKind {
  readonly kind: string
  readonly about: string
  readonly schema: z.ZodType
  /** `raw` has passed `schema`. */
  bind(raw: unknown): {
    blocks: Readonly<Record<string, readonly unknown[]>>
    refs: readonly Ref[]
    flow: StepFlow
    faults: readonly { path: Path; message: string }[]
    run(step: StepRun): Outcome
  }
}

export function defineStep<Def>(kind: StepKind<Def>): AnyStepKind {
  return {
    kind: kind.kind,
    about: kind.about,
    schema: kind.schema,
    bind(raw) {
      const def = kind.schema.parse(raw)
      return {
        blocks: kind.blocks(def),
        refs: kind.refs(def),
        flow: kind.flow?.(def) ?? { next: true },
        faults: kind.check?.(def) ?? [],
        run: step => kind.run(def, step),
      }
    },
  }
}
