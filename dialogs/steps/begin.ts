import { z } from 'zod'
import { defineStep } from '../step.ts'
import { assignments, expressionRefs, stepFields, variableName } from '../step-fields.ts'

/** `- begin: change-address`; this dialog goes on when that one ends. */
export const begin = defineStep({
  kind: 'begin',
  about: 'Runs another dialog, then goes on. `with` fills its slots, `save` names its `result` and `slots`.',
  schema: z.strictObject({
    begin: z.string().min(1),
    with: assignments.optional(),
    save: variableName.optional(),
    ...stepFields,
  }),
  blocks: () => ({}),
  refs: def => [
    { type: 'dialog', name: def.begin, path: ['begin'] },
    ...expressionRefs(def.with, ['with']),
    ...(def.save === undefined ? [] : [{ type: 'saves' as const, name: def.save, path: ['save'] }]),
  ],
  flow: () => ({ next: true, waits: true, tells: true, changes: true }),
  run(def, step) {
    if (step.input.kind === 'returned') {
      const { result, slots } = step.input
      if (def.save !== undefined) step.set(def.save, { result, slots })
      return { do: 'next' }
    }
    const slots = Object.entries(def.with ?? {}).map(([name, value]) => [name, step.evaluate(value)])
    return { do: 'begin', dialog: def.begin, slots: Object.fromEntries(slots) }
  },
})
