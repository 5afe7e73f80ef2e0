import { z } from 'zod'
import { defineStep } from '../step.ts'
import { stepFields } from '../step-fields.ts'

/** `- retry: call`, within a branch of that call */
export const retry = defineStep({
  kind: 'retry',
  about: 'Runs the step once more in whose branch it stands.',
  schema: z.strictObject({ retry: z.enum(['call', 'ask']), ...stepFields }),
  blocks: () => ({}),
  refs: () => [],
  flow: def => ({ next: false, to: { enclosing: def.retry } }),
  run: def => ({ do: 'retry', kind: def.retry }),
})
