import type { Fault } from '../../protocol/errors.ts'
import type { Check, CheckInput } from './check.ts'

/** The order number is a regular expression, and the file of a CSV source is there. */
export const orders: Check = input => {
  const settings = input.bot?.orders
  if (!settings) return []
  const message = numberFault(settings.number)
  const faults = message ? [fault(input, 'number', `orders.number ${message}`)] : []
  if (settings.source === 'csv') faults.push(...fileFaults(input, settings.file))
  return faults
}

function numberFault(number: string): string | undefined {
  try {
    if (new RegExp(`^(?:${number})$`, 'u').test(''))
      return 'fits the empty text, so every message would hold an order'
    return undefined
  } catch (error) {
    const reason = (error as Error).message.replace(/^Invalid regular expression: .*: /s, '')
    return `must be a regular expression such as '\\d{5}', found "${number}" (${reason})`
  }
}

function fileFaults(input: CheckInput, file: string | undefined): Fault[] {
  if (file === undefined)
    return [fault(input, 'source', 'orders.file is missing; a csv source reads one, such as data/orders.csv')]
  if (/^([/\\]|[A-Za-z]:)|(^|[/\\])\.\.([/\\]|$)/.test(file))
    return [
      fault(
        input,
        'file',
        `orders.file must be within the bot's folder, such as data/orders.csv, found "${file}"`,
      ),
    ]
  return input.fileExists?.(file) === false
    ? [fault(input, 'file', `orders.file: there is no ${file} in the bot's folder`)]
    : []
}

const fault = ({ botYaml }: CheckInput, key: string, message: string): Fault => ({
  file: botYaml.file,
  ...botYaml.at(['orders', key]),
  message,
  severity: 'error',
})
