import type { TextRequest, Texts } from '../locales/texts.ts'
import type { CannedReply } from '../protocol/api/desk.ts'

/** What a text to a customer is made with: the words' language, register and channel, and what is known of them. */
export type CustomerFrame = TextRequest & { values: Record<string, unknown> }

/**
 * The bot's canned replies (texts `canned.<name>.title` and `.text`), by name: the title for the agent, the text for the customer, filled with what is known of them. What is not
 * known stays `{{order.eta}}`, a gap that `reply` refuses. Pure.
 */
export function cannedReplies(texts: Texts, customer: CustomerFrame, titles: string): CannedReply[] {
  const [main = 'en'] = texts.languages
  return [...texts.keys(main)]
    .filter(key => /^canned\.[^.]+\.text$/.test(key))
    .map(key => key.split('.')[1] as string)
    .sort()
    .flatMap(name => {
      const text = filledOrGap(texts, `canned.${name}.text`, customer)
      const title = texts.text(`canned.${name}.title`, { language: titles })
      return text === undefined ? [] : [{ name, title: title ?? name, text, language: customer.language }]
    })
}

/** A text filled with what is known; where a value is missing its own name stands, in braces. Undefined: no language has it. */
export function filledOrGap(texts: Texts, key: string, customer: CustomerFrame): string | undefined {
  const missing = [...texts.names(key, customer)].filter(path => !isKnown(customer.values, path))
  const values = missing.reduce(
    (known, path) => withGap(known, path.split('.'), `{{${path}}}`),
    customer.values,
  )
  return texts.text(key, { ...customer, values })
}

/** Own properties only. An empty value is none. */
function isKnown(values: unknown, path: string): boolean {
  let value = values
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return false
    value = (value as Record<string, unknown>)[name]
  }
  return (
    value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0)
  )
}

/** A copy in which a gap stands at this path. Formats show what they can't read as it is. */
function withGap(
  values: Record<string, unknown>,
  [name = '', ...rest]: readonly string[],
  gap: string,
): Record<string, unknown> {
  const inner = values[name]
  const known = typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? inner : {}
  return {
    ...values,
    [name]: rest.length === 0 ? gap : withGap(known as Record<string, unknown>, rest, gap),
  }
}
