import { z } from 'zod'
import { defineStep } from '../step.ts'
import { assignments, duration, expressionRefs, stepFields, stepList, variableName } from '../step-fields.ts'

/** `- call: orders.find`, with `with:`, `save:` and `on:` */
export const call = defineStep({
  kind: 'call',
  about:
    'Asks an action or an order operation, waits for its answer and saves it; `on` says what else may come.',
  schema: z.strictObject({
    call: z.string().regex(/^[a-z][a-zA-Z0-9_]*(\.[a-zA-Z0-9_]+)*$/, 'expected an action like orders.find'),
    with: assignments.optional(),
    save: variableName.optional(),
    on: z
      .record(z.string().regex(/^[a-z][a-z0-9_]*$/, 'expected a branch like not_found'), stepList)
      .optional()
      .describe(
        'What to do by outcome: not_found, failed, timeout, … Without a branch, a person takes over.',
      ),
    timeout: duration.optional(),
    retries: z.int().min(0, 'expected 0 to 5').max(5, 'expected 0 to 5').optional(),
    ...stepFields,
  }),
  blocks: def =>
    Object.fromEntries(Object.entries(def.on ?? {}).map(([name, steps]) => [`on.${name}`, steps])),
  refs: def => [
    { type: 'action', name: def.call, path: ['call'] },
    ...expressionRefs(def.with, ['with']),
    ...Object.keys(def.on ?? {}).map(name => ({
      type: 'branch' as const,
      action: def.call,
      name,
      path: ['on', name],
    })),
    ...(def.save === undefined ? [] : [{ type: 'saves' as const, name: def.save, path: ['save'] }]),
  ],
  flow: () => ({ next: true, changes: true }),
  run(def, step) {
    if (step.input.kind !== 'result') {
      const input = Object.entries(def.with ?? {}).map(([name, value]) => [name, step.evaluate(value)])
      return {
        do: 'call',
        action: def.call,
        input: Object.fromEntries(input),
        ...(def.timeout !== undefined && { timeoutMs: def.timeout }),
        ...(def.retries !== undefined && { retries: def.retries }),
      }
    }
    const { outcome, value } = step.input
    if (outcome === 'ok') {
      if (def.save !== undefined) step.set(def.save, value ?? null)
      return { do: 'next' }
    }
    // A timeout is a failure to the customer; a branch that nobody wrote is one to the designer.
    const branch = [outcome, 'failed'].find(name => Object.hasOwn(def.on ?? {}, name))
    return branch === undefined
      ? { do: 'fail', reason: 'action_failed', error: `${def.call}: ${outcome}` }
      : { do: 'block', block: `on.${branch}` }
  },
})
