/** What a library's token is called by people. */
const TOKENS: Readonly<Record<string, string>> = {
  EOF: 'the end',
  RPAREN: ')',
  LPAREN: '(',
  RBRACKET: ']',
  LBRACKET: '[',
  RBRACE: '}',
  LBRACE: '{',
  COLON: ':',
  COMMA: ',',
  DOT: '.',
  QUESTION: '?',
}

const token = (name = ''): string => TOKENS[name] ?? name.toLowerCase()

/** Beginnings of what CEL lacks, with what it has instead. */
const HABITS: readonly (readonly [RegExp, string])[] = [
  [/^=/, '"=" compares nothing; write == for "is equal to"'],
  [/^&/, '"&" is not enough; write && for "and"'],
  [/^\|/, '"|" is not enough; write || for "or"'],
  [/^(and|or|not)\b/i, 'write && for "and", || for "or", ! for "not"'],
  [/^[“”‘’]/, 'a text stands in straight quotes, " or \''],
]

/**
 * A fault of the expression `source` at `at` (its index), as a sentence for a designer: what the CEL parser's own `summary` says, with the usual
 * slips named.
 */
export function expressionSentence(summary: string, source: string, at: number): string {
  const rest = source.slice(at).trimStart()
  const habit = HABITS.find(([begins]) => begins.test(rest))
  if (habit) return habit[1]
  const expected = /^Expected (\w+), got (\w+)$/.exec(summary)
  if (expected) return `${token(expected[1])} is missing before ${token(expected[2])}`
  const unexpected = /^Unexpected token: (\w+)$/.exec(summary)
  if (unexpected?.[1] === 'EOF') return 'something is missing at the end'
  if (unexpected) return `"${rest.slice(0, 20)}" does not fit here`
  if (/^Unexpected character/.test(summary)) return `"${rest.slice(0, 1)}" does not fit here`
  if (/^Unterminated/.test(summary)) return 'a quote is opened and never closed'
  return `${summary.charAt(0).toLowerCase()}${summary.slice(1)}`
}
