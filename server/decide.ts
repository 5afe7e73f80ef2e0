import type { Content } from '../dialogs/content.ts'
import { type Clock, isoTime } from '../protocol/clock.ts'
import type { Claimed, TurnCommit } from '../store/store.ts'
import { finishDraft, startDraft } from './commit-draft.ts'
import { bury, MAX_ATTEMPTS } from './poison.ts'
import { type TakeRowDeps, takeRow } from './take-row.ts'
import { type TurnRows, turnRows } from './turn-rows.ts'

export interface DecideDeps extends TakeRowDeps {
  clock: Clock
  /** Read adjacent bubbles as one turn. */
  gather: boolean
  /** Answers can go by e-mail to who has left the web chat. */
  answersByEmail?: boolean | undefined
  /** The content of a conversation; undefined when its version must be loaded first. */
  contentOf(version: string | undefined): Content | undefined
  /** Rows that could not be taken: their try is counted before the next. */
  onFailure(conversationId: string, rowIds: readonly string[], error: unknown): void
}

/**
 * What a claimed conversation's due rows make of it: the one function between inbox and outbox. Synchronous and without I/O.
 * Rows are taken in order until one can't be: what was decided before it stands, and it is tried again by itself.
 * @throws what the first row's turn threw, when nothing was decided before it
 */
export function decide(claimed: Claimed, deps: DecideDeps): TurnCommit | undefined {
  const content = deps.contentOf(claimed.conversation.contentVersion)
  if (content === undefined) return undefined
  const turns = turnRows(claimed.rows, deps.gather)
  const oldest = turns[0]
  if (oldest !== undefined && oldest.rows[0].attempts >= MAX_ATTEMPTS) {
    return putAside(claimed, oldest, content, deps)
  }
  const draft = startDraft(claimed, content, deps.engine, isoTime(deps.clock()), deps.answersByEmail)
  for (const [n, turn] of turns.entries()) {
    const { attempts } = turn.rows[0]
    if (n > 0 && (attempts > 0 || mustStop(draft.commit, turn, draft.owner !== claimed.conversation.owner)))
      break
    try {
      takeRow(draft, turn, deps)
    } catch (error) {
      deps.onFailure(
        claimed.conversation.id,
        turn.rows.map(({ id }) => id),
        error,
      )
      if (n === 0) throw error
      break
    }
    // A row that failed before goes alone, so that what fails with it is found.
    if (attempts > 0) break
  }
  return finishDraft(draft)
}

/** A state that can't be read may be what failed: it is left out of the second try. */
function putAside(
  claimed: Claimed,
  turn: TurnRows,
  content: Content,
  { engine, clock }: DecideDeps,
): TurnCommit {
  const buried = (from: Claimed) => {
    const draft = startDraft(from, content, engine, isoTime(clock()))
    bury(draft, turn, engine)
    return finishDraft(draft)
  }
  try {
    return buried(claimed)
  } catch {
    const { state: _unreadable, ...conversation } = claimed.conversation
    return buried({ ...claimed, conversation })
  }
}

/**
 * Held rows are older than what is still to be taken, so messages wait for the next claim, which reads both by seq; after a change of owner, or when it was handed over, all rows do. A person's
 * echo does when the bot has just answered: it cancels that, as long as it has not gone.
 */
const mustStop = (commit: TurnCommit, { kind, rows }: TurnRows, ownerChanged: boolean): boolean =>
  ownerChanged ||
  commit.handoff !== undefined ||
  (commit.release && kind === 'activity') ||
  (kind === 'echo' && rows[0].own !== true && commit.outbox.length > 0)
