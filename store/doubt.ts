/** How `last_error` begins of a row whose send ended without the platform's answer. */
const UNKNOWN = 'channel.outcome_unknown'

type Parts = readonly { id: string }[]

/**
 * Whether a report told that the part whose send is in doubt arrived: the first that had not gone before. Then the parts behind it need not wait as long as
 * such a report may take. `gone`: before the report; `now`: with it.
 */
export function isDoubtOver(rowId: string, error: string | null, gone: Parts, now: Parts): boolean {
  if (error?.startsWith(UNKNOWN) !== true) return false
  const has = (parts: Parts, part: number) => parts.some(({ id }) => id === `${rowId}:${part}`)
  let part = 0
  while (has(gone, part)) part++
  return has(now, part)
}
