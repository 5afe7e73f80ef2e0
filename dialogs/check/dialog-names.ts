import { hint } from '../suggest.ts'
import { type Check, intentNames, refsOf } from './check.ts'

/** `begin` names a dialog; a choice may begin a dialog, an intent that begins one, or a question of the FAQ. */
export const dialogNames: Check = input => {
  const dialogs = new Set(input.dialogs.map(({ dialog }) => dialog.name))
  const triggers = input.dialogs.flatMap(({ dialog }) => dialog.triggers)
  const faqs = [...intentNames(input)].filter(intent => intent.startsWith('faq.'))
  const topics = new Set([...dialogs, ...triggers, ...faqs])
  return [
    ...refsOf(input, 'dialog').flatMap(({ ref, fault }) =>
      dialogs.has(ref.name)
        ? []
        : [fault(`there is no dialog "${ref.name}"${hint(ref.name, dialogs, 'dialogs are')}`)],
    ),
    ...refsOf(input, 'topic').flatMap(({ ref, fault }) =>
      topics.has(ref.name)
        ? []
        : [
            fault(
              `"${ref.name}" is no dialog and no intent that begins one${hint(ref.name, topics, 'there are')}`,
            ),
          ],
    ),
  ]
}
