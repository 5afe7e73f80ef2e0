import { z } from 'zod'
import { defineStep } from '../step.ts'
import { stepFields } from '../step-fields.ts'

/** `- goto: ask_again` */
export const goto = defineStep({
  kind: 'goto',
  about: 'Goes on at the step with this label, in the same dialog.',
  schema: z.strictObject({ goto: z.string().min(1), ...stepFields }),
  blocks: () => ({}),
  refs: def => [{ type: 'label', name: def.goto, path: ['goto'] }],
  flow: def => ({ next: false, to: { label: def.goto } }),
  run: def => ({ do: 'goto', label: def.goto }),
})
