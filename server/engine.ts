import type { Content } from '../dialogs/content.ts'
import type { Situation, TurnEvent, TurnFacts, TurnResult } from '../dialogs/turn-types.ts'
import type { Activity } from '../protocol/activity.ts'
import type { Json, JsonObject } from '../protocol/json.ts'

/** What the server needs of the dialog engine: pure and synchronous, all of it. main hands it in, a test may hand in another. */
export interface Engine {
  takeTurn(content: Content, facts: TurnFacts, state: Json | undefined, event: TurnEvent): TurnResult
  situation(state: Json | undefined): Situation
  /** An order was shown, which takes proof of who asks. */
  orderShown(state: Json | undefined): boolean
  /** Entity types that the open question asks for: a hint for understanding. */
  expects(content: Content, state: Json | undefined): readonly string[]
  /** A text to be said while a person has the conversation, in the customer's language and register; it changes no state. */
  notice(
    content: Content,
    facts: TurnFacts,
    state: Json | undefined,
    key: string,
    values: JsonObject,
  ): Activity | undefined
  /** A call is out, so messages may be held. */
  waitingForCall(state: Json | undefined): boolean
}
