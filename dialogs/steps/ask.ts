import { z } from 'zod'
import type { Json } from '../../protocol/json.ts'
import type { Outcome, StepRun } from '../outcome.ts'
import { defineStep } from '../step.ts'
import {
  choiceRefs,
  choices,
  expression,
  stepFields,
  stepList,
  textKey,
  variableName,
} from '../step-fields.ts'

const schema = z.strictObject({
  ask: variableName.describe('The slot to fill. A slot that is filled is not asked.'),
  say: textKey.describe('The question.'),
  entity: z
    .union([z.string(), z.array(z.string()).min(1)])
    .optional()
    .describe("What fills it, when not the slot's own entity: order, email, number, date, yesno, text, …"),
  valid: expression.optional().describe('What the answer must meet, over `value`: value > 0 && value <= 10'),
  invalid: textKey.optional().describe('Said before the question is put again.'),
  retries: z
    .int()
    .min(0, 'retries must be 0 to 5')
    .max(5, 'retries must be at most 5')
    .default(2)
    .describe('How often the question is put again.'),
  choices: choices.optional(),
  else: stepList.optional().describe('When the retries are used up. Without it, a person takes over.'),
  ...stepFields,
})
type Ask = z.infer<typeof schema>

/** `- ask: number`, with `say:` */
export const ask = defineStep<Ask>({
  kind: 'ask',
  about: 'Asks until a slot is filled with a valid answer; skipped when it is filled already.',
  schema: schema as z.ZodType<Ask>,
  blocks: (def): Record<string, readonly unknown[]> => (def.else === undefined ? {} : { else: def.else }),
  refs: def => [
    { type: 'slot', name: def.ask, path: ['ask'] },
    { type: 'text', key: def.say, path: ['say'] },
    ...(def.invalid === undefined ? [] : [{ type: 'text' as const, key: def.invalid, path: ['invalid'] }]),
    ...[def.entity ?? []].flat().map(name => ({ type: 'entity' as const, name, path: ['entity'] })),
    ...(def.valid === undefined
      ? []
      : [{ type: 'expression' as const, source: def.valid.source, path: ['valid'] }]),
    ...choiceRefs(def.choices, ['choices']),
  ],
  flow: () => ({ next: true, waits: true, tells: true, changes: true }),
  run(def, step) {
    switch (step.input.kind) {
      case 'answer':
        return take(def, step, step.input.value)
      case 'miss':
        return wrong(def, step)
      case 'again':
        return question(def, step)
      default: {
        const value = step.slot(def.ask)
        return value === null ? question(def, step) : take(def, step, value)
      }
    }
  },
})

const entities = (def: Ask, step: StepRun): readonly string[] =>
  def.entity === undefined ? (step.slotSpec(def.ask)?.entity ?? []) : [def.entity].flat()

/** A yes-or-no question shows its two answers without being told to. */
function question(def: Ask, step: StepRun): Outcome {
  const expects = entities(def, step)
  const offered = def.choices ?? (expects.includes('yesno') ? YES_NO : undefined)
  step.say(def.say, offered === undefined ? {} : { choices: offered })
  return { do: 'ask', expects, slot: def.ask }
}

const YES_NO = [
  { text: 'common.choice.yes', value: true },
  { text: 'common.choice.no', value: false },
]

function take(def: Ask, step: StepRun, value: Json): Outcome {
  const conditions = [step.slotSpec(def.ask)?.valid, def.valid]
  if (conditions.some(valid => valid !== undefined && !step.validates(valid, value))) {
    step.setSlot(def.ask, null)
    return wrong(def, step)
  }
  step.setSlot(def.ask, value)
  step.remember({})
  return { do: 'next' }
}

/** Each try is told differently: the designer's sentence, else one that helps more from time to time. */
function wrong(def: Ask, step: StepRun): Outcome {
  const tries = Number(step.memory.tries ?? 0) + 1
  if (tries > def.retries) {
    step.remember({})
    return def.else === undefined
      ? { do: 'handoff', reason: 'not_understood' }
      : { do: 'block', block: 'else' }
  }
  step.remember({ tries })
  step.say(def.invalid !== undefined && tries === 1 ? def.invalid : `common.ask.again_${Math.min(tries, 3)}`)
  return question(def, step)
}
