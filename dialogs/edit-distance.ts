/**
 * How many slips of the finger part two texts: a letter added, left out or wrong, or two neighbours in the wrong order (optimal string alignment, in UTF-16 units).
 * More than `most` is told as `most + 1`. Each typed message is compared with each choice shown, so it makes no garbage but three rows.
 */
export function editDistance(one: string, other: string, most: number): number {
  if (Math.abs(one.length - other.length) > most) return most + 1
  const width = other.length + 1
  let before: number[] = new Array(width).fill(0)
  let last: number[] = Array.from({ length: width }, (_, n) => n)
  let row: number[] = new Array(width).fill(0)
  let leastOfLast = 0
  for (let y = 1; y <= one.length; y++) {
    row[0] = y
    let least = y
    for (let x = 1; x < width; x++) {
      const same = one.charCodeAt(y - 1) === other.charCodeAt(x - 1)
      let edits = Math.min(at(last, x) + 1, at(row, x - 1) + 1, at(last, x - 1) + (same ? 0 : 1))
      if (
        y > 1 &&
        x > 1 &&
        one.charCodeAt(y - 1) === other.charCodeAt(x - 2) &&
        one.charCodeAt(y - 2) === other.charCodeAt(x - 1)
      ) {
        edits = Math.min(edits, at(before, x - 2) + 1)
      }
      row[x] = edits
      if (edits < least) least = edits
    }
    // A swap looks two rows back.
    if (least > most && leastOfLast > most) return most + 1
    leastOfLast = least
    ;[before, last, row] = [last, row, before]
  }
  return Math.min(at(last, width - 1), most + 1)
}

const at = (row: readonly number[], n: number): number => row[n] as number
