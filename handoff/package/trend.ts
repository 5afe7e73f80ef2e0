/** Compares the last message's score with the mean of those before it; within 0.2 counts as steady. */
export function trendOf(scores: readonly { score: number }[]): 'better' | 'worse' | 'steady' {
  const last = scores.at(-1)
  const before = scores.slice(0, -1)
  if (last === undefined || before.length === 0) return 'steady'
  const change = last.score - before.reduce((sum, { score }) => sum + score, 0) / before.length
  if (Math.abs(change) <= 0.2) return 'steady'
  return change > 0 ? 'better' : 'worse'
}
