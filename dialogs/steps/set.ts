import { z } from 'zod'
import { defineStep } from '../step.ts'
import { assignments, expressionRefs, stepFields } from '../step-fields.ts'

/** `- set: { tries: tries + 1 }` */
export const set = defineStep({
  kind: 'set',
  about: 'Fills slots of this dialog, or names values, from expressions.',
  schema: z.strictObject({ set: assignments, ...stepFields }),
  blocks: () => ({}),
  refs: def => [
    ...expressionRefs(def.set, ['set']),
    ...Object.keys(def.set).map(name => ({ type: 'saves' as const, name, path: ['set', name] })),
  ],
  flow: () => ({ next: true, changes: true }),
  run(def, step) {
    for (const [name, expression] of Object.entries(def.set)) step.set(name, step.evaluate(expression))
    return { do: 'next' }
  },
})
