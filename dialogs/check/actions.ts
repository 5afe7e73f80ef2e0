import { hint } from '../suggest.ts'
import { type Check, refsOf } from './check.ts'

/** What every call may end in, whatever the action. */
const ALWAYS = ['failed', 'timeout']

/** `call` names an action that exists, and `on` only outcomes that it may have. */
export const actions: Check = input => {
  const known = new Map(input.actions.map(action => [action.name, action]))
  return [
    ...refsOf(input, 'action').flatMap(({ ref, fault }) =>
      known.has(ref.name)
        ? []
        : [fault(`there is no action "${ref.name}"${hint(ref.name, known.keys(), 'actions are')}`)],
    ),
    ...refsOf(input, 'branch').flatMap(({ ref, fault }) => {
      const action = known.get(ref.action)
      if (!action) return []
      const outcomes = [...action.outcomes, ...ALWAYS]
      return outcomes.includes(ref.name)
        ? []
        : [fault(`${ref.action} never answers "${ref.name}"${hint(ref.name, outcomes, 'its outcomes are')}`)]
    }),
  ]
}
