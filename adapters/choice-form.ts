import type { Limits } from './adapter.ts'
import { choicePayload } from './choice-payload.ts'
import type { ShownOption } from './degraded-part.ts'
import { splitText } from './split-text.ts'

/** A choice as the engine or a card offers it. */
export interface OfferedOption {
  title: string
  value: unknown
}

/** How options are shown: `written` where a title had to be cut, so that the text above tells them in full. */
export type ChoiceForm =
  | { kind: 'none' }
  | { kind: 'numbered' }
  | { kind: 'buttons' | 'list'; options: ShownOption[]; written: boolean }

/**
 * The best form that the channel has: buttons, else a list, else numbered text. Titles that are the same once they are cut can't be told apart: the next
 * form is then better.
 */
export function choiceForm(offered: readonly OfferedOption[], limits: Limits): ChoiceForm {
  if (offered.length === 0) return { kind: 'none' }
  const { buttons, buttonChars, list } = limits
  if (offered.length <= buttons) {
    const options = offered.map(option => shownOption(option, buttonChars))
    if (areDistinct(options)) return { kind: 'buttons', options, written: isAnyCut(offered, options) }
  }
  if (list && offered.length <= list.rows) {
    const rows = offered.map(option => shownOption(option, list.titleChars))
    const options = rows.map((row, index) =>
      withDescription(row, offered[index]?.title.trim() as string, list.descriptionChars),
    )
    const written = options.some(
      ({ title, description }, index) => description === undefined && title !== offered[index]?.title.trim(),
    )
    if (areDistinct(options)) return { kind: 'list', options, written }
  }
  return { kind: 'numbered' }
}

const isAnyCut = (offered: readonly OfferedOption[], options: readonly ShownOption[]) =>
  options.some(({ title }, index) => title !== offered[index]?.title.trim())

function shownOption({ title, value }: OfferedOption, chars: number): ShownOption {
  const payload = choicePayload(value)
  return { title: shortTitle(title.trim(), chars), value, ...(payload !== undefined && { payload }) }
}

/** A row of a list has a second line: a title that was cut stands there in full. */
function withDescription(row: ShownOption, full: string, chars: number): ShownOption {
  return row.title === full || full.length > chars ? row : { ...row, description: full }
}

const areDistinct = (options: readonly ShownOption[]) =>
  new Set(options.map(({ title }) => title.toLowerCase())).size === options.length &&
  options.every(({ title }) => title !== '')

/** A title within `chars` UTF-16 units, at the end of a word where there is one. */
export function shortTitle(title: string, chars: number): string {
  if (title.length <= chars) return title
  return `${(splitText(title, chars - 1)[0] as string).trimEnd()}…`
}
