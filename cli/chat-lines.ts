import type { Activity } from '../protocol/activity.ts'
import { ADAPTIVE_CARD } from '../protocol/activity.ts'
import type { Understanding } from '../protocol/understanding.ts'
import type { Happened } from './conversation-test/simulation.ts'

/** What turns brought, as lines for a terminal: the bot's words, numbered choices, cards as text; with `trace` the steps before them. */
export function happenedLines(happened: readonly Happened[], trace: boolean): string[] {
  return happened.flatMap(({ said, result }) => [
    ...(trace
      ? result.trace.map(({ dialog, step, kind, note }) =>
          [`  · ${dialog} ${step}`.trimEnd(), kind, note].filter(Boolean).join('  '),
        )
      : []),
    ...(trace ? result.calls.map(({ action, input }) => `  · calls ${action} ${JSON.stringify(input)}`) : []),
    ...said.flatMap(messageLines),
    ...(result.handoff === undefined
      ? []
      : [`  (handed over to a person: ${result.handoff.reason}; /return gives it back to the bot)`]),
    ...(result.closed ? ['  (the conversation is closed)'] : []),
  ])
}

/** Language, intent with confidence, runners-up and entities, in one line. */
export function understandingLine(understanding: Understanding | undefined): string {
  if (understanding === undefined) return '  · no words'
  const { language, intent, confidence, alternatives, entities, sentiment } = understanding
  const others = alternatives.filter(other => other.intent !== intent).slice(0, 2)
  const parts = [
    language,
    `${intent} ${confidence.toFixed(2)}`,
    ...(others.length === 0
      ? []
      : [`then ${others.map(other => `${other.intent} ${other.confidence.toFixed(2)}`).join(', ')}`]),
    ...entities.map(({ type, value }) => `${type}=${value}`),
    ...(sentiment.label === 'neutral' ? [] : [sentiment.label]),
  ]
  return `  · ${parts.join(' · ')}`
}

function messageLines({ text, attachments = [], suggestedActions }: Activity): string[] {
  const choices = suggestedActions?.actions ?? []
  return [
    ...(text === undefined ? [] : text.split('\n')),
    ...attachments.flatMap(({ contentType, content, name, contentUrl }) =>
      contentType === ADAPTIVE_CARD
        ? cardLines(content).map(line => `  | ${line}`)
        : [`  [${contentType}] ${name ?? contentUrl ?? ''}`.trimEnd()],
    ),
    ...choices.map(({ title }, n) => `  ${n + 1}) ${title}`),
  ]
}

/** The texts of an Adaptive Card, in reading order. */
function cardLines(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(cardLines)
  if (typeof node !== 'object' || node === null) return []
  const { type, text, facts, title, url, body, items, columns, actions } = node as Record<string, unknown>
  if (type === 'TextBlock') return [String(text)]
  if (type === 'FactSet' && Array.isArray(facts)) {
    return facts.map((fact: { title?: string; value?: string }) => `${fact.title}: ${fact.value}`)
  }
  if (type === 'Action.OpenUrl') return [`${title}: ${url}`]
  return [body, items, columns, actions].flatMap(cardLines)
}
