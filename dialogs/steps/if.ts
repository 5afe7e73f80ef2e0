import { z } from 'zod'
import { truthy } from '../functions.ts'
import { defineStep } from '../step.ts'
import { expression, stepFields, stepList } from '../step-fields.ts'

/** `- if: order.days_late > 5`, with `then:` and perhaps `else:` */
export const ifStep = defineStep({
  kind: 'if',
  about: 'Runs `then` when the condition holds, else `else`.',
  // biome-ignore lint/suspicious/noThenProperty: `then` is what a designer writes after `if`; nothing awaits this object.
  schema: z.strictObject({ if: expression, then: stepList, else: stepList.optional(), ...stepFields }),
  blocks: ({ if: _condition, label: _label, ...lists }) => lists as Record<string, readonly unknown[]>,
  refs: def => [{ type: 'expression', source: def.if.source, path: ['if'] }],
  flow: def => ({ next: def.else === undefined }),
  run(def, step) {
    if (truthy(step.evaluate(def.if))) return { do: 'block', block: 'then' }
    return def.else === undefined ? { do: 'next' } : { do: 'block', block: 'else' }
  },
})
