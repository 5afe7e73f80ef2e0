import EmailReplyParser from 'email-reply-parser'
import {
  isAttribution,
  isContactLine,
  isHeaderBlock,
  isMobileSignature,
  isSeparator,
  isSignatureMark,
} from './quote-forms.ts'

/** More is no letter of a customer. UTF-16 units: forms are looked for in every line, and the library's have no bound of their own. */
const MAX_CHARS = 20_000
/** Patterns of the library grow with the square of a line. UTF-16 units. */
const MAX_LINE_CHARS = 1_000

const replies = new EmailReplyParser()

/**
 * What the customer wrote in this mail, without the mails that it answers and without signatures. Answers between or below quoted lines stay. '' when
 * all of it is quoted.
 */
export function visibleText(raw: string): string {
  const lines = tidy(raw).split('\n')
  const own = cutSignature(cutQuoted(lines))
  const text = own.join('\n').trim()
  if (text === '' || own.some(line => line.length > MAX_LINE_CHARS)) return text
  // What the library knows besides: rarer forms of quotes, and valedictions, under which contact lines are noise but an order's number is not.
  return replies
    .read(text)
    .getFragments()
    .filter(fragment => !fragment.isQuoted())
    .map(fragment =>
      fragment.isSignature() ? withoutContacts(fragment.getContent()) : fragment.getContent(),
    )
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()
}

function tidy(raw: string): string {
  return raw
    .slice(0, MAX_CHARS)
    .toWellFormed()
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[\u00ad\u200b\u200e\u200f\u2060\ufeff]/g, '')
    .replaceAll(/[\u00a0\u202f\t]/g, ' ')
    .replaceAll(/ +$/gm, trailing => (trailing.length === 1 ? ' ' : ''))
    .replaceAll(/\n[\n ]*\n[\n ]*\n/g, '\n\n')
}

/** Drops quoted lines, and all below a line that begins an older mail unless that is marked line by line. */
function cutQuoted(lines: readonly string[]): string[] {
  const kept: string[] = []
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] as string
    if (/^\s*>/.test(line)) continue
    const heading = headingLines(lines, at)
    if (heading === 0) {
      kept.push(line)
      continue
    }
    const below = lines.slice(at + heading).find(next => next.trim() !== '')
    if (below === undefined || !/^\s*>/.test(below)) break
    at += heading - 1
  }
  return kept
}

/** How many lines from here are the head of an older mail; 0: none. A program breaks "On … wrote:" into up to three. */
function headingLines(lines: readonly string[], at: number): number {
  const line = lines[at] as string
  if (line.trim() === '') return 0
  if (isSeparator(line) || isHeaderBlock(lines.slice(at, at + 8))) return 1
  // Outlook draws a line above its block.
  if (/^\s*_{5,}\s*$/.test(line)) {
    const next = lines.slice(at + 1).findIndex(one => one.trim() !== '')
    if (next >= 0 && isHeaderBlock(lines.slice(at + 1 + next, at + 9 + next))) return 1
  }
  for (let count = 1; count <= 3; count++) {
    const joined = lines.slice(at, at + count)
    if (joined.some(one => one.trim() === '')) return 0
    const text = joined.join(' ')
    if (isAttribution(text) && (count === 1 || beginsAttribution(line))) return count
  }
  return 0
}

/** The first line of a broken "On … wrote:" bears the date or the name already; a sentence before it is not part of it. */
const beginsAttribution = (line: string): boolean => /\d/.test(line) || /[<(]?\S+@\S+/.test(line)

function cutSignature(lines: readonly string[]): string[] {
  const mark = lines.findIndex(
    (line, at) => isSignatureMark(line) && lines.slice(0, at).some(one => one.trim() !== ''),
  )
  const own = mark < 0 ? lines : lines.slice(0, mark)
  return own.filter(line => !isMobileSignature(line))
}

const withoutContacts = (text: string): string =>
  text
    .split('\n')
    .filter(line => !isContactLine(line))
    .join('\n')
