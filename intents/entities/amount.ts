const commas = new Map<string, boolean>()

/** Whether a language writes a comma before decimals. */
function writesComma(language: string): boolean {
  let comma = commas.get(language)
  if (comma === undefined) {
    comma = new Intl.NumberFormat(language).format(0.5).includes(',')
    commas.set(language, comma)
  }
  return comma
}

/**
 * `1.234,56`, `1,234.56` and `1 234,56` are the same. One mark before three digits parts thousands, unless the language writes decimals with it; of
 * money (`language` left out) it always parts thousands.
 */
export function amountOf(digits: string, language?: string): number {
  const marks = digits.replace(/\d/g, '')
  const last = marks.at(-1) ?? ''
  const tail = last === '' ? '' : digits.slice(digits.lastIndexOf(last) + 1)
  const decimal =
    last !== '' &&
    last !== "'" &&
    last !== ' ' &&
    (tail.length < 3
      ? marks.indexOf(last) === marks.length - 1
      : marks.length === 1 && decimalByLanguage(last, language))
  const whole = (decimal ? digits.slice(0, digits.lastIndexOf(last)) : digits).replace(/\D/g, '')
  return Number(decimal ? `${whole}.${tail}` : whole)
}

const decimalByLanguage = (mark: string, language: string | undefined): boolean =>
  language !== undefined && mark === (writesComma(language) ? ',' : '.')
