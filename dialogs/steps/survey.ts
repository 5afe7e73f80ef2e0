import { z } from 'zod'
import { SURVEY_KINDS, SURVEY_SCALES, type SurveyKind } from '../../protocol/survey.ts'
import type { StepRun } from '../outcome.ts'
import { defineStep } from '../step.ts'
import type { Choices } from '../step-fields.ts'
import { duration, stepFields, textKey } from '../step-fields.ts'

const PERSON: Choices = [{ text: 'common.choice.person', begin: 'human' }]

const grades = (kind: SurveyKind): Choices => {
  const { low, high } = SURVEY_SCALES[kind]
  return Array.from({ length: high - low + 1 }, (_, index) => ({
    text: `common.survey.${kind}.${low + index}`,
    value: low + index,
  }))
}

/** `- survey: csat` */
export const survey = defineStep({
  kind: 'survey',
  about:
    'Asks for a grade, once a conversation: csat (1 to 5), ces (1 to 7) or nps (0 to 10); without a kind, that of bot.yaml. The customer may use words too; a new question passes it by.',
  schema: z.strictObject({
    survey: z.enum(SURVEY_KINDS).nullable(),
    say: textKey.optional().describe('The question, when not the usual one.'),
    thanks: textKey.optional().describe('Said after the grade, when not the usual one.'),
    expires: duration.optional().describe('How long the grade is waited for; as bot.yaml says, else 1d.'),
    ...stepFields,
  }),
  blocks: () => ({}),
  refs: def => [
    ...(def.say === undefined
      ? (def.survey === null ? SURVEY_KINDS : [def.survey]).map(kind => `common.survey.ask_${kind}`)
      : [def.say]
    ).map(key => ({ type: 'text' as const, key, path: ['survey'] })),
    { type: 'text', key: def.thanks ?? 'common.survey.thanks', path: ['survey'] },
  ],
  flow: () => ({ next: true, waits: true, tells: true }),
  run(def, step) {
    const { input, survey } = step
    const kind = def.survey ?? survey.usual.kind
    switch (input.kind) {
      case 'answer':
        survey.tell(kind, {
          grade: Number(input.value),
          ...(input.comment !== undefined && { comment: input.comment }),
        })
        thank(step, kind, def.thanks)
        return { do: 'next' }
      case 'comment':
        return { do: 'next' }
      case 'elapsed':
      case 'miss':
        survey.tell(kind, { passed: true })
        return { do: 'next' }
      default:
        if (input.kind === 'reached') {
          if (survey.asked) return { do: 'next' }
          survey.tell(kind, { sent: true })
        }
        step.say(def.say ?? `common.survey.ask_${kind}`, { choices: grades(kind) })
        return {
          do: 'ask',
          expects: ['number'],
          optional: true,
          expiresMs: def.expires ?? survey.usual.expiresMs,
        }
    }
  },
})

/** Who is not content is not thanked as if they were: they may say why, or have a person. */
function thank(step: StepRun, kind: SurveyKind, thanks: string | undefined): void {
  const { input } = step
  if (input.kind !== 'answer') return
  const unhappy = Number(input.value) <= SURVEY_SCALES[kind].unhappy
  if (thanks !== undefined) step.say(thanks)
  else if (unhappy) step.say('common.survey.sorry', { choices: PERSON })
  else step.say(input.comment === undefined ? 'common.survey.thanks' : 'common.survey.thanks_words')
}
