import { type Activity, choiceValueSchema } from '../protocol/activity.ts'
import type { InboxRow } from '../store/store.ts'

/** The rows that one turn takes: a single row, or bubbles sent in a row that are read together. */
export interface TurnRows {
  kind: InboxRow['kind']
  rows: readonly [InboxRow, ...InboxRow[]]
  /** Of the rows, in order; empty for rows that we made ourselves. */
  activities: readonly Activity[]
}

/**
 * Cuts due rows, by seq, into turns. With `gather`, adjacent messages are one turn; a pressed choice, an event and any other kind stand alone, and so
 * does a row whose first try failed, so that only what is really poisonous is put aside.
 */
export function turnRows(rows: readonly InboxRow[], gather: boolean): TurnRows[] {
  const turns: TurnRows[] = []
  let open: { rows: [InboxRow, ...InboxRow[]]; activities: Activity[] } | undefined
  for (const row of rows) {
    const activity = fromPlatform(row) ? (row.payload as unknown as Activity) : undefined
    const bubble = gather && row.kind === 'activity' && row.attempts === 0 && isBubble(activity)
    if (bubble && open !== undefined) {
      open.rows.push(row)
      open.activities.push(activity as Activity)
      continue
    }
    const turn = {
      kind: row.kind,
      rows: [row] as [InboxRow],
      activities: fromPlatform(row) ? [activity as Activity] : [],
    }
    turns.push(turn)
    open = bubble ? turn : undefined
  }
  return turns
}

/** The words of all bubbles, a line each; empty when there are none. */
export const turnText = (turn: TurnRows): string =>
  turn.activities.flatMap(({ type, text }) => (type === 'message' && text ? [text] : [])).join('\n')

const fromPlatform = ({ kind }: InboxRow) => kind === 'activity' || kind === 'echo'
/** A damaged payload is none: it stands alone, so that it fails alone. */
const isBubble = (activity: Activity | undefined) =>
  activity?.type === 'message' &&
  (activity.value === undefined || !choiceValueSchema.safeParse(activity.value).success)
