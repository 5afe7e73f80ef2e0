import { SURVEY_KINDS, SURVEY_SCALES, type SurveyKind } from '../protocol/survey.ts'
import { hasOnly, plainWords } from './cues.ts'
import type { Message } from './message.ts'
import type { Turn } from './turn-context.ts'

/** A grade, and what else was said. */
export interface Graded {
  grade: number
  comment?: string
}

/** Parts of a message of which the first or the last may be nothing but a grade: "5, muy bien", "all good! 5/5". */
const PARTS = /[,.;:!¡\n、。，．；：！،؛]|\s[-–—]\s/
const STARS = /[⭐🌟★]️?/gu
const OF = / (?:\/|de|of|out of|von|sur|su|van|na|din|z|من|中) /

/**
 * The grade that a message gives: pressed, or as good as nothing but a number ("4", "un 4", "4/5", "⭐⭐⭐⭐"), perhaps with words of their own beside it.
 * "3 days late" is none: a grade that was not meant would be worse than one that is missed.
 */
export function gradeOf(turn: Turn, message: Message, kind: SurveyKind): Graded | undefined {
  const pressed = pressedGrade(message, kind)
  if (pressed !== undefined) return { grade: pressed }
  if (message.choice !== undefined) return undefined
  const text = message.text.trim()
  const stars = text.match(STARS)?.length ?? 0
  if (stars > 0 && kind === 'csat' && inScale(kind, stars)) return withWords(stars, text.replace(STARS, ''))
  const whole = bareGrade(turn, message, kind, text)
  if (whole !== undefined) return { grade: whole }
  const parts = text.split(PARTS).filter(part => plainWords(part) !== '')
  for (const part of new Set([parts[0], parts.at(-1)])) {
    const grade = part === undefined ? undefined : bareGrade(turn, message, kind, part)
    if (grade !== undefined && part !== undefined) return withWords(grade, without(text, part))
  }
  return undefined
}

/** A grade by its button, also one further up; of a conversation that knows no survey, any. */
export function pressedGrade({ choice = '' }: Message, kind: SurveyKind | undefined): number | undefined {
  const [, of, grade] = /^common\.survey\.([a-z]+)\.(\d{1,2})$/.exec(choice) ?? []
  const pressed = SURVEY_KINDS.find(one => one === of)
  if (pressed === undefined || (kind !== undefined && pressed !== kind)) return undefined
  return inScale(pressed, Number(grade)) ? Number(grade) : undefined
}

function bareGrade(turn: Turn, message: Message, kind: SurveyKind, part: string): number | undefined {
  const words = plainWords(part)
  const digits = words.match(/(?<![\p{L}\p{N}])\p{N}+(?![\p{L}\p{N}])/gu) ?? []
  if (digits.length === 2) return ofHighest(kind, ` ${part.replace('/', ' / ')} `, digits)
  if (digits.length > 2) return undefined
  const spelt = digits.length === 1 ? undefined : speltIn(message, part)
  const written = digits[0] ?? (spelt === undefined ? undefined : plainWords(spelt.text))
  const grade = Number(digits[0] ?? spelt?.value)
  if (written === undefined || !inScale(kind, grade)) return undefined
  const rest = ` ${words} `.replace(` ${written} `, ' ').trim()
  return rest === '' || isBeside(turn, rest) ? grade : undefined
}

/** "4/5", "9 de 10": only out of the highest grade that there is. */
function ofHighest(kind: SurveyKind, part: string, digits: readonly string[]): number | undefined {
  const [grade, of] = digits.map(Number)
  const said = plainWords(part).split(/\s+/).length <= 5 && (OF.test(part) || OF.test(part.toLowerCase()))
  return said && of === SURVEY_SCALES[kind].high && grade !== undefined && inScale(kind, grade)
    ? grade
    : undefined
}

const speltIn = ({ understanding }: Message, part: string) =>
  understanding.entities.find(({ type, text }) => type === 'number' && part.includes(text))

/** "Un 4", "4 stars", "le doy un": words of `common.cues.grade` and politeness alone. */
function isBeside({ content, language }: Turn, rest: string): boolean {
  return hasOnly(content.texts, language, ['grade', 'filler'], rest)
}

const inScale = (kind: SurveyKind, grade: number): boolean =>
  Number.isInteger(grade) && grade >= SURVEY_SCALES[kind].low && grade <= SURVEY_SCALES[kind].high

const without = (text: string, part: string): string => text.replace(part, '')

function withWords(grade: number, rest: string): Graded {
  const comment = rest.replace(/^[\s\p{P}]+/u, '').trim()
  return /[\p{L}\p{Extended_Pictographic}]/u.test(comment) ? { grade, comment } : { grade }
}
