/** How long to wait after try number `attempt` (from 1): doubles from `firstMs` up to `maxMs`, then 50 to 100 % of it by chance, so that rows that failed together do not come back together. */
export function backoffMs(
  attempt: number,
  limits: { firstMs: number; maxMs: number },
  random: () => number = Math.random,
): number {
  const full = Math.min(limits.maxMs, limits.firstMs * 2 ** Math.min(attempt - 1, 30))
  return Math.round(full * (0.5 + random() / 2))
}
