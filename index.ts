/**
 * What a bot's own code may use. A bot is a folder of plain files; code is only needed for an action that no built-in operation does:
 *
 * ```ts
 * // bots/shop/actions/loyalty.ts
 * import { branch, defineAction } from 'conserje'
 * import { z } from 'zod'
 *
 * export const points = defineAction({
 *   name: 'loyalty.points',
 *   input: z.object({ email: z.email() }),
 *   output: z.object({ points: z.int() }),
 *   outcomes: ['unknown'],
 *   async run({ email }, { fetch, signal }) {
 *     const answer = await fetch(`https://loyalty.example.org/${encodeURIComponent(email)}`, { signal })
 *     return answer.status === 404 ? branch('unknown') : answer.json()
 *   },
 * })
 * ```
 */

// For actions.
export { type ActionDefinition, type ActionRun, branch, defineAction } from './protocol/action.ts'
export type { Action, CallContext } from './protocol/call.ts'
// Errors to throw: a Refused is not tried again, an Unreachable is.
export { Refused, Unreachable } from './protocol/errors.ts'
