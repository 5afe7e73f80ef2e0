/** Letters and digits that stand together: `10`, `432`, `sw1a`, `1z999aa1`. */
export interface Run {
  text: string
  start: number
  end: number
  /** What stands between the run before and this one. */
  gap: string
  digits: boolean
}

/** A number in digits or in words, with its place in the text and among the words. */
export interface NumberAt {
  value: number
  start: number
  end: number
  /** Words `from` to `to` (exclusive). */
  from: number
  to: number
  /** In words. */
  spelt: boolean
}
