import type { YAMLError } from 'yaml'

const QUOTE_HINT =
  'put a text in quotes when it holds ": " or " #", or begins with one of { } [ ] * & ! | > % @ `'

/** A YAML error as a sentence for a designer; `rest` is the source from the error's place on. */
export function yamlSentence(error: YAMLError, rest: string): string {
  switch (error.code) {
    case 'TAB_AS_INDENT':
      return 'this line is indented with a tab; use spaces'
    case 'DUPLICATE_KEY':
      return `"${/^["']?([^"':\n]*)/.exec(rest)?.[1]?.trim() ?? ''}" stands twice in the same mapping; keep one`
    case 'BAD_INDENT':
      return 'the indentation does not fit the lines above; keys of one mapping start in the same column'
    case 'BLOCK_AS_IMPLICIT_KEY':
      return `a second ": " in one line; ${QUOTE_HINT}`
    case 'BAD_SCALAR_START':
      return `a text can't begin with ${rest.charAt(0)} ; ${QUOTE_HINT}`
    case 'BAD_ALIAS':
      return `"*" begins an alias here; ${QUOTE_HINT}`
    case 'BAD_DQ_ESCAPE':
      return 'unknown escape in double quotes; write \\\\ for a backslash, or use single quotes'
    case 'MULTIPLE_DOCS':
      return '"---" begins a second document; a file holds one'
    case 'MISSING_CHAR':
      return error.message.includes('quote')
        ? 'a quote is opened and never closed'
        : `a ":" or a closing bracket is missing here; ${QUOTE_HINT}`
    case 'MULTILINE_IMPLICIT_KEY':
      return 'this line has no ": " between name and value'
    default:
      return `this does not fit here (${error.message.charAt(0).toLowerCase()}${error.message.slice(1)}); ${QUOTE_HINT}`
  }
}
