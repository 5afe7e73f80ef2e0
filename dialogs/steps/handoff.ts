import { z } from 'zod'
import { defineStep } from '../step.ts'
import { handoffReason, priority, stepFields } from '../step-fields.ts'

/** `- handoff: asked` */
export const handoff = defineStep({
  kind: 'handoff',
  about: 'Gives the conversation to a person: the dialog `human` tells the customer, then the bot is silent.',
  schema: z.strictObject({
    handoff: handoffReason.nullable(),
    priority: priority.optional(),
    team: z.string().optional(),
    skill: z.string().min(1).optional().describe('What its agent should know: a skill of desk.yaml.'),
    note: z.string().max(500).optional().describe('For the agent: why, in a sentence.'),
    ...stepFields,
  }),
  blocks: () => ({}),
  refs: def => [
    ...(def.team === undefined ? [] : [{ type: 'team' as const, name: def.team, path: ['team'] }]),
    ...(def.skill === undefined ? [] : [{ type: 'skill' as const, name: def.skill, path: ['skill'] }]),
  ],
  flow: () => ({ next: true, waits: true, tells: true, changes: true }),
  run: def => ({
    do: 'handoff',
    ...(def.handoff !== null && { reason: def.handoff }),
    ...(def.priority !== undefined && { priority: def.priority }),
    ...(def.team !== undefined && { team: def.team }),
    ...(def.skill !== undefined && { skill: def.skill }),
    ...(def.note !== undefined && { note: def.note }),
  }),
})
