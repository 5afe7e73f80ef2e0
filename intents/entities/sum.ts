/** A number that is being said: thousands that are done, and what stands since. */
interface Sum {
  done: number
  group: number
  /** What `done` was multiplied with last: a million may be followed by thousands, not the other way round. */
  scale: number
}

interface Manner {
  /** `einundzwanzig`: the unit stands before the ten. */
  unitsFirst: boolean
  /** `二十三`: ten multiplies too. */
  han: boolean
}

const EMPTY: Sum = { done: 0, group: 0, scale: Number.POSITIVE_INFINITY }

/** The sum with these number words said after it; undefined when they begin another number. */
export function addTo(sum: Sum | undefined, values: readonly number[], manner: Manner): Sum | undefined {
  let next: Sum | undefined = sum
  for (const value of values) {
    next = addOne(next, value, manner)
    if (!next) return undefined
  }
  return next
}

function addOne(sum: Sum | undefined, value: number, manner: Manner): Sum | undefined {
  const { done, group, scale } = sum ?? EMPTY
  if (value >= 1000 && value % 1000 === 0 && powerOfTen(value)) {
    if (value >= scale || (sum && group === 0)) return undefined
    return { done: done + (group || 1) * value, group: 0, scale: value }
  }
  if (value >= scale) return undefined
  const unit = group % 10
  if (value === 100 || (manner.han && value === 10)) {
    if (group === 0) return { done, group: value, scale }
    // 三百二十: the last digit is what is multiplied.
    if (unit > 0 && (group === unit || lowestPlace(group - unit) > value))
      return { done, group: group - unit + unit * value, scale }
    return value < lowestPlace(group) ? { done, group: group + value, scale } : undefined
  }
  // Zero goes together with nothing: "zero four" are two digits.
  if (sum && (value === 0 || (group === 0 && done === 0))) return undefined
  if (group === 0) return { done, group: value, scale }
  if (value > 0 && value < lowestPlace(group)) return { done, group: group + value, scale }
  // soixante et onze, quatre-vingt-quinze
  if (value >= 10 && value < 20 && (group % 100 === 60 || group % 100 === 80))
    return { done, group: group + value, scale }
  const tens = value % 10 === 0 && value >= 10 && value <= 90
  if (manner.unitsFirst && tens && unit > 0 && group % 100 < 10) return { done, group: group + value, scale }
  return undefined
}

const powerOfTen = (value: number): boolean => /^10+$/.test(String(value))

/** 20 → 10, 100 → 100, 7 → 1, 21 → 1: what is smaller may still be added. */
function lowestPlace(total: number): number {
  let place = 1
  while (total > 0 && total % (place * 10) === 0) place *= 10
  return place
}
