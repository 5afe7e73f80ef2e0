import { z } from 'zod'
import { defineStep } from '../step.ts'
import type { Choices } from '../step-fields.ts'
import { duration, stepFields, textKey } from '../step-fields.ts'

/** Lowest and highest grade by kind of survey. */
const SCALES = { csat: [1, 5], ces: [1, 7], nps: [0, 10] } as const
type Survey = keyof typeof SCALES

const grades = (survey: Survey): Choices => {
  const [low, high] = SCALES[survey]
  return Array.from({ length: high - low + 1 }, (_, index) => ({
    text: `common.survey.${survey}.${low + index}`,
    value: low + index,
  }))
}

/** `- survey: csat` */
export const survey = defineStep({
  kind: 'survey',
  about: 'Asks for a grade: csat (1 to 5), ces (1 to 7) or nps (0 to 10). Any other message passes it by.',
  schema: z.strictObject({
    survey: z.enum(['csat', 'ces', 'nps']),
    say: textKey.optional().describe('The question, when not the usual one.'),
    thanks: textKey.optional().describe('Said after the grade, when not the usual one.'),
    expires: duration.default(86_400_000).describe('How long the grade is waited for; 1d when not given.'),
    ...stepFields,
  }),
  blocks: () => ({}),
  refs: def => [
    { type: 'text', key: def.say ?? `common.survey.ask_${def.survey}`, path: ['survey'] },
    { type: 'text', key: def.thanks ?? 'common.survey.thanks', path: ['survey'] },
  ],
  flow: () => ({ next: true, waits: true, tells: true }),
  run(def, step) {
    const [low, high] = SCALES[def.survey]
    const { input } = step
    if (input.kind === 'elapsed' || input.kind === 'miss') {
      step.emit('survey.passed', { survey: def.survey })
      return { do: 'next' }
    }
    if (input.kind === 'answer') {
      const grade = Number(input.value)
      if (Number.isInteger(grade) && grade >= low && grade <= high) {
        step.emit('survey.answered', { survey: def.survey, grade })
        step.say(def.thanks ?? 'common.survey.thanks')
        return { do: 'next' }
      }
    }
    step.say(def.say ?? `common.survey.ask_${def.survey}`, { choices: grades(def.survey) })
    return { do: 'ask', expects: ['number'], optional: true, expiresMs: def.expires }
  },
})
