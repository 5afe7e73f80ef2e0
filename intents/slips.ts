/** One insertion, deletion, change or swap of neighbours; the first letter is the same. Linear in the letters. */
export function isOneSlip(a: string, b: string): boolean {
  if (a[0] !== b[0] || Math.abs(a.length - b.length) > 1) return false
  let from = 0
  while (from < a.length && a[from] === b[from]) from++
  let aEnd = a.length
  let bEnd = b.length
  while (aEnd > from && bEnd > from && a[aEnd - 1] === b[bEnd - 1]) {
    aEnd--
    bEnd--
  }
  const inA = aEnd - from
  const inB = bEnd - from
  if (inA <= 1 && inB <= 1) return true
  return inA === 2 && inB === 2 && a[from] === b[from + 1] && a[from + 1] === b[from]
}

/** Two such slips at most. The words have no more letters than `repair.ts` compares, so the table is small. */
export function isTwoSlips(a: string, b: string): boolean {
  if (a[0] !== b[0] || Math.abs(a.length - b.length) > 2) return false
  let beforeThat: number[] = []
  let before = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    let least = i
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let slips = Math.min(before[j]! + 1, row[j - 1]! + 1, before[j - 1]! + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        slips = Math.min(slips, beforeThat[j - 2]! + 1)
      row.push(slips)
      least = Math.min(least, slips)
    }
    if (least > 2) return false
    beforeThat = before
    before = row
  }
  return before[b.length]! <= 2
}
