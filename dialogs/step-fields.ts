import { z } from 'zod'
import { HANDOFF_REASONS } from '../protocol/conversation.ts'
import { type Expression, ExpressionError, parseExpression } from './condition.ts'
import type { Path, Ref } from './step.ts'

/*
 * The pieces that step schemas are made of, so that a duration or a list of choices is written, checked and described
 * the same way in every kind of step.
 */

/** `label`: every kind may carry it. A label names the step for `goto` and in traces, and keeps its identity when steps move. */
export const stepFields = {
  label: z
    .string()
    .regex(/^[a-z][a-z0-9_-]*$/, 'expected a label of small letters, digits, - and _')
    .optional()
    .describe('A name for this step: where `goto` may lead.'),
}

/** A locale key. `{order.status}` in it is filled with a value when the step runs. */
export const textKey = z
  .string()
  .regex(/^[A-Za-z0-9_.{}-]+$/, 'expected a text key like order.on_its_way')
  .describe('A text key: what is said stands in locales/<lang>.yaml.')

/** A name for a slot or a value: also usable in expressions. */
export const variableName = z
  .string()
  .regex(/^[a-z][a-zA-Z0-9_]*$/, 'expected a name of letters, digits and _, beginning with a small letter')

/** CEL. A number or a boolean may be written as it is; a text needs quotes of its own: `"'express'"`. */
export const expression = z
  .union([z.string(), z.number(), z.boolean()])
  .transform((source, context): Expression => {
    try {
      return parseExpression(String(source))
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error
      context.addIssue({ code: 'custom', message: error.message, params: { col: error.col } })
      return z.NEVER
    }
  })
  .describe("A CEL expression: order.total > 50 && slots.reason == 'size'")

/** `{ slot: expression }` */
export const assignments = z.record(variableName, expression)

const UNIT_MS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** `30s`, `10m`, `2h`, `1d`, as milliseconds; at most a year. */
export const duration = z
  .string()
  .regex(/^[1-9]\d{0,5}(s|m|h|d)$/, 'expected a duration like 30s, 10m, 2h or 1d')
  .transform(text => Number(text.slice(0, -1)) * UNIT_MS[text.slice(-1) as keyof typeof UNIT_MS])
  .refine(ms => ms <= 366 * UNIT_MS.d, 'expected at most 366d')
  .describe('A duration: 30s, 10m, 2h, 1d')

/** A nested list of steps. The loader reads each as a step of its own kind. */
export const stepList = z
  .array(z.record(z.string(), z.unknown()))
  .meta({ id: 'steps', description: 'A list of steps.' })

export const handoffReason = z.enum(HANDOFF_REASONS)
export const priority = z.enum(['low', 'normal', 'high', 'urgent'])

/**
 * One choice: a text key alone, or with what it stands for. Its value, when it answers an `ask`, is `value`, else the last part of the
 * key (`return.reason.size` is `size`). `begin` names a dialog or an intent.
 */
const choice = z.union([
  textKey,
  z.strictObject({
    text: textKey,
    value: z.union([z.string(), z.number(), z.boolean()]).optional(),
    begin: z.string().optional(),
  }),
])

/** A list of choices, or an expression whose value is a list of texts or of `{title, value?, begin?}`. */
export const choices = z
  .union([z.array(choice).max(13, 'expected at most 13 choices: more fit on no channel'), expression])
  .describe('What the customer may press or type: text keys, or an expression that gives a list.')

export type Choice = z.infer<typeof choice>
export type Choices = z.infer<typeof choices>

/** The expressions of a mapping, each with its place. */
export const expressionRefs = (named: Record<string, Expression> | undefined, path: Path): Ref[] =>
  Object.entries(named ?? {}).map(([name, { source }]) => ({
    type: 'expression',
    source,
    path: [...path, name],
  }))

/** The texts and dialogs that choices name. */
export function choiceRefs(offered: Choices | undefined, path: Path): Ref[] {
  if (offered === undefined) return []
  if (!Array.isArray(offered)) return [{ type: 'expression', source: offered.source, path }]
  return offered.flatMap((choice, index): Ref[] => {
    const at = [...path, index]
    if (typeof choice === 'string') return [{ type: 'text', key: choice, path: at }]
    return [
      { type: 'text', key: choice.text, path: [...at, 'text'] },
      ...(choice.begin === undefined
        ? []
        : [{ type: 'topic' as const, name: choice.begin, path: [...at, 'begin'] }]),
    ]
  })
}
