import { z } from 'zod'
import { defineStep } from '../step.ts'
import { stepFields, variableName } from '../step-fields.ts'

/** `- clear: number` or `- clear: [number, proof]` */
export const clear = defineStep({
  kind: 'clear',
  about: 'Empties slots, so that they are asked again.',
  schema: z.strictObject({
    clear: z.union([variableName, z.array(variableName).min(1)]),
    ...stepFields,
  }),
  blocks: () => ({}),
  refs: def => [def.clear].flat().map(name => ({ type: 'slot', name, path: ['clear'] })),
  flow: () => ({ next: true, changes: true }),
  run(def, step) {
    for (const name of [def.clear].flat()) step.setSlot(name, null)
    return { do: 'next' }
  },
})
