import { z } from 'zod'
import { defineStep } from '../step.ts'
import { choiceRefs, choices, stepFields, textKey } from '../step-fields.ts'

/** `- say: order.on_its_way` */
export const say = defineStep({
  kind: 'say',
  about: 'Says a text, with choices or an order card when given.',
  schema: z.strictObject({
    say: textKey,
    choices: choices.optional(),
    card: z.literal('order').optional().describe('Shows the value `order` as a card.'),
    ...stepFields,
  }),
  blocks: () => ({}),
  refs: def => [
    { type: 'text', key: def.say, path: ['say'] },
    ...(def.card === undefined ? [] : [{ type: 'shows' as const, name: def.card, path: ['card'] }]),
    ...choiceRefs(def.choices, ['choices']),
  ],
  flow: () => ({ next: true, tells: true }),
  run(def, step) {
    step.say(def.say, {
      ...(def.choices !== undefined && { choices: def.choices }),
      ...(def.card !== undefined && { card: def.card }),
    })
    return { do: 'next' }
  },
})
