import { followUpStatements } from './follow-ups.ts'
import { changeStatement, openingStatement, saidStatements } from './handoff-statements.ts'
import { plainText, type SqlValue, type Statement } from './sql.ts'
import type { Claimed, TurnCommit } from './store.ts'
import { surveyStatements } from './surveys.ts'

/** With why the turn can't be written (`store.overtaken`) should the statement change nothing. */
export type TurnStatement = readonly [
  text: string,
  values?: readonly SqlValue[],
  unchanged?: string | undefined,
]

/**
 * What few turns write, so that it may go one by one on both engines: a change of owner, the hand-off and a survey. To be run after the turn's own
 * outbox rows were queued.
 */
export const rareStatements = (claimed: Claimed, commit: TurnCommit): TurnStatement[] => [
  ...openStatements(claimed, commit),
  ...ownerStatements(claimed, commit),
  ...handoffStatements(claimed, commit),
  ...surveyStatements(claimed, commit),
  ...emailStatements(claimed, commit),
  ...followUpStatements(claimed, commit),
]

const emailStatements = ({ customer }: Claimed, { email }: TurnCommit): Statement[] =>
  email === undefined
    ? []
    : [['UPDATE customers SET email = ?2 WHERE id = ?1', [customer.id, plainText(email)]]]

/**
 * A message that had come before its conversation was closed is taken after it, and may lead to a question or a person: the conversation is open again,
 * so that the customer's next word reaches it. Unless the thread has gone on to a newer one.
 */
function openStatements({ conversation, rows }: Claimed, commit: TurnCommit): Statement[] {
  if (conversation.status === 'open' || commit.closed === true) return []
  const taken = new Set(commit.handled.map(({ id }) => id))
  if (!rows.some(({ id, kind }) => kind === 'activity' && taken.has(id))) return []
  return [
    [
      `UPDATE conversations SET status = 'open', figured = 0
       WHERE id = ?1 AND EXISTS (SELECT 1 FROM threads t WHERE t.id = conversations.thread_id AND t.conversation_id = ?1)`,
      [conversation.id],
    ],
  ]
}

function ownerStatements({ conversation: { id, owner } }: Claimed, commit: TurnCommit): Statement[] {
  if (commit.owner === undefined || commit.owner === owner) return []
  const change: Statement = [
    'UPDATE conversations SET owner = ?2, ownership_version = ownership_version + 1 WHERE id = ?1',
    [id, commit.owner],
  ]
  if (commit.owner === 'bot') return [change]
  // The agent's first word must not wait behind what the bot still had to say, nor behind its retries.
  return [
    change,
    [
      `UPDATE outbox SET status = 'cancelled', go_at = NULL, ended_at = ?2
       WHERE conversation_id = ?1 AND go_at IS NOT NULL AND status = 'queued' AND kind = 'activities' AND speaker = 'bot' AND notice = 0
         AND ownership_version < (SELECT ownership_version FROM conversations WHERE id = ?1)`,
      [id, commit.at],
    ],
    [
      `UPDATE outbox SET go_at = run_at WHERE conversation_id = ?1 AND go_at IS NOT NULL AND status = 'queued'`,
      [id],
    ],
  ]
}

/** What the desk did to the hand-off since it was claimed stands: the turn is decided anew, knowing of it. */
function handoffStatements(claimed: Claimed, commit: TurnCommit): TurnStatement[] {
  const statements: TurnStatement[] = saidStatements(claimed, commit)
  const { handoff } = claimed
  if (commit.handoffUpdate !== undefined && handoff !== undefined) {
    statements.push([
      ...changeStatement(handoff.id, handoff.version, { ...commit.handoffUpdate, at: commit.at }),
      `Hand-off ${handoff.id} was changed since the turn read it.`,
    ] as const)
  }
  if (commit.handoff !== undefined) statements.push(openingStatement(claimed, commit, commit.handoff))
  return statements
}
