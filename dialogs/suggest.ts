import { DamerauLevenshteinDistance } from 'natural/lib/natural/distance/index.js'

/** The allowed name that was likely meant: at most a third of its letters differ. */
export function nearest(written: string, allowed: Iterable<string>): string | undefined {
  let best: { name: string; distance: number } | undefined
  for (const name of allowed) {
    if (Math.abs(name.length - written.length) > 3) continue
    const distance = DamerauLevenshteinDistance(written.toLowerCase().slice(0, 100), name.toLowerCase(), {
      restricted: true,
    })
    if (distance <= Math.max(1, Math.floor(name.length / 3)) && (!best || distance < best.distance))
      best = { name, distance }
  }
  return best?.name
}

/** `; did you mean "order.find"?` or, when nothing is near, what is allowed: `; slots here are number, proof`. */
export function hint(written: string, allowed: Iterable<string>, whatIsAllowed: string): string {
  const names = [...allowed]
  const near = nearest(written, names)
  if (near !== undefined) return `; did you mean "${near}"?`
  if (names.length === 0) return ''
  const shown = names.slice(0, 12).join(', ')
  return `; ${whatIsAllowed} ${shown}${names.length > 12 ? ', …' : ''}`
}
