import { z } from 'zod'
import { defineStep } from '../step.ts'
import { expression, stepFields, stepList } from '../step-fields.ts'

const names = (caseKey: string) => caseKey.split(',').map(name => name.trim())

/** `- switch: order.status`, with `cases:` (`shipped:` or `paid, packed:`) and perhaps `else:` */
export const switchStep = defineStep({
  kind: 'switch',
  about: 'Runs the case that the value names, else `else`. One case may name several values, with commas.',
  schema: z.strictObject({
    switch: expression,
    cases: z
      .record(z.string().regex(/^[^.]+$/, 'expected a value without a dot'), stepList)
      .describe('What to do by value: `shipped: [...]` or `paid, packed: [...]`'),
    else: stepList.optional(),
    ...stepFields,
  }),
  blocks: def => ({
    ...Object.fromEntries(Object.entries(def.cases).map(([key, steps]) => [`cases.${key}`, steps])),
    ...(def.else !== undefined && { else: def.else }),
  }),
  refs: def => [{ type: 'expression', source: def.switch.source, path: ['switch'] }],
  check(def) {
    const seen = new Set<string>()
    return Object.keys(def.cases).flatMap(key =>
      names(key).flatMap(name => {
        const twice = seen.has(name)
        seen.add(name)
        return twice ? [{ path: ['cases', key], message: `${name} stands in two cases` }] : []
      }),
    )
  },
  flow: def => ({ next: def.else === undefined }),
  run(def, step) {
    const value = String(step.evaluate(def.switch))
    const hit = Object.keys(def.cases).find(key => names(key).includes(value))
    if (hit !== undefined) return { do: 'block', block: `cases.${hit}` }
    return def.else === undefined ? { do: 'next' } : { do: 'block', block: 'else' }
  },
})
