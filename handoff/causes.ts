import type { DeskView } from '../protocol/api/desk.ts'

/** The causes of a desk with their words, in its order; `wordOf` gives none where nobody has one. */
export const causesOf = (
  causes: readonly string[],
  wordOf: (cause: string) => string | undefined,
): DeskView['causes'] => causes.map(cause => ({ cause, label: wordOf(cause) ?? cause.replaceAll('_', ' ') }))

/** Why a cause may not be given, in a sentence; undefined where it may. Only the desk's own count: figures by free words tell nothing. */
export function causeRefusal(causes: DeskView['causes'], cause: string): string | undefined {
  if (causes.some(one => one.cause === cause)) return undefined
  return `cause: may be ${causes.map(one => one.cause).join(', ')}; found ${JSON.stringify(cause)}`
}
