import type { Json, JsonObject } from '../protocol/json.ts'

/** A CEL expression, parsed once. A missing path is null; numbers are doubles both ways. */
export interface Expression {
  readonly source: string
  /** @throws ConserjeError `condition.failed` when types do not fit; the engine treats it as a failed step. */
  evaluate(variables: JsonObject): Json
}
