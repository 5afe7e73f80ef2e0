import type { Fault } from '../../protocol/errors.ts'
import { hint } from '../suggest.ts'
import { type Check, intentNames } from './check.ts'

/** A trigger is an intent that customers can express, and it begins one dialog. */
export const triggers: Check = input => {
  if (input.languages.length === 0) return []
  const intents = intentNames(input)
  const owners = new Map<string, string>()
  return input.dialogs.flatMap(({ dialog, yaml }) =>
    dialog.triggers.flatMap((intent, index): Fault[] => {
      const inList = yaml.at(['trigger', index])
      const place = { file: yaml.file, ...(dialog.triggers.length > 1 ? inList : yaml.at(['trigger'])) }
      const owner = owners.get(intent)
      owners.set(intent, owner ?? dialog.name)
      if (!intents.has(intent))
        return [
          {
            ...place,
            message: `trigger: no intents file has "${intent}"${hint(intent, intents, 'intents are')}`,
            severity: 'error',
          },
        ]
      if (owner !== undefined)
        return [
          {
            ...place,
            message: `trigger: "${intent}" begins the dialog ${owner} already; an intent begins one dialog`,
            severity: 'error',
          },
        ]
      return []
    }),
  )
}
