import { z } from 'zod'
import { defineStep } from '../step.ts'
import { assignments, expressionRefs, stepFields } from '../step-fields.ts'

/** `- emit: order.cancel_requested`, with `data:` */
export const emit = defineStep({
  kind: 'emit',
  about: 'Records a business event, for figures and for other systems.',
  schema: z.strictObject({
    emit: z.string().regex(/^[a-z][a-z0-9_.]*$/, 'expected a name like order.cancel_requested'),
    data: assignments.optional(),
    ...stepFields,
  }),
  blocks: () => ({}),
  refs: def => expressionRefs(def.data, ['data']),
  run(def, step) {
    const data = Object.entries(def.data ?? {}).map(([name, value]) => [name, step.evaluate(value)])
    step.emit(def.emit, Object.fromEntries(data))
    return { do: 'next' }
  },
})
