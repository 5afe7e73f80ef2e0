import { z } from 'zod'
import { defineStep } from '../step.ts'
import { stepFields } from '../step-fields.ts'

/** `- restart:` */
export const restart = defineStep({
  kind: 'restart',
  about: 'Goes back to the first step of the dialog; slots that are filled stay filled (see `clear`).',
  schema: z.strictObject({ restart: z.null(), ...stepFields }),
  blocks: () => ({}),
  refs: () => [],
  flow: () => ({ next: false, to: { start: true } }),
  run: () => ({ do: 'restart' }),
})
