import { z } from 'zod'
import { defineStep } from '../step.ts'
import { duration, stepFields } from '../step-fields.ts'

/** `- wait: 2h` */
export const wait = defineStep({
  kind: 'wait',
  about: 'Goes on after this time, also when the server was restarted meanwhile.',
  schema: z.strictObject({ wait: duration, ...stepFields }),
  blocks: () => ({}),
  refs: () => [],
  flow: () => ({ next: true, waits: true, changes: true }),
  run: (def, step) => (step.input.kind === 'elapsed' ? { do: 'next' } : { do: 'sleep', ms: def.wait }),
})
