import { z } from 'zod'
import { defineStep } from '../step.ts'
import { stepFields } from '../step-fields.ts'

/** `- end: resolved` */
export const end = defineStep({
  kind: 'end',
  about: 'Ends the dialog. `resolved` counts as solved by the bot; `closed` ends the conversation.',
  schema: z.strictObject({
    end: z
      .string()
      .regex(/^[a-z][a-z0-9_]*$/, 'expected a word like resolved')
      .nullable(),
    ...stepFields,
  }),
  blocks: () => ({}),
  refs: () => [],
  flow: () => ({ next: false, ends: true }),
  run: def => ({ do: 'end', result: def.end ?? 'done' }),
})
