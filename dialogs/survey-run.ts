import type { SurveyRun } from './outcome.ts'
import { after, type Turn, turnId } from './turn-context.ts'

const DAY_MS = 86_400_000
/** Who has just given a grade may still be writing why. */
const WORDS_MS = 3_600_000
const MOST_CHARS = 2000

/** The conversation's survey: what is told of it is kept beside the conversation, and is a business event without the words. */
export function surveyRun(turn: Turn): SurveyRun {
  const { state, content } = turn
  return {
    usual: content.bot.survey ?? { kind: 'csat', expiresMs: DAY_MS },
    asked: state.survey !== undefined,
    tell(kind, what) {
      state.survey ??= { kind, ...(state.handoff !== undefined && { handoff: state.handoff }) }
      if ('passed' in what) return event(turn, 'passed')
      if ('sent' in what) {
        keep(turn, { sent: true })
        return event(turn, 'sent')
      }
      keep(turn, { grade: what.grade })
      event(turn, 'answered', { grade: what.grade })
      if (what.comment !== undefined) tellWords(turn, what.comment)
      waitForWords(turn)
    },
  }
}

/** The customer's own words to the survey. */
export function tellWords(turn: Turn, text: string): void {
  const { survey } = turn.state
  if (survey === undefined) return
  keep(turn, { comment: text.slice(0, MOST_CHARS) })
  event(turn, 'comment')
  survey.words = true
}

/** What is said within the hour may be words to it; a conversation that the desk resolved stays open so long. */
export function waitForWords(turn: Turn): void {
  const { survey } = turn.state
  if (survey === undefined) return
  const token = turnId(turn, 't')
  survey.open = { token, until: after(turn, WORDS_MS) }
  turn.timers.push({ token, frame: '', purpose: 'survey', dueAt: survey.open.until })
}

/** Whether what the customer says may be words to the survey, nothing else being under way. */
export const waitsForWords = ({ state, facts }: Turn): boolean =>
  state.frames.length === 0 && state.survey?.open !== undefined && facts.now < state.survey.open.until

function keep({ state, surveys }: Turn, what: { sent?: true; grade?: number; comment?: string }): void {
  if (state.survey === undefined) return
  const { kind, handoff } = state.survey
  surveys.push({ kind, ...(handoff !== undefined && { handoffId: handoff }), ...what })
}

function event({ state, events }: Turn, name: string, data: { grade?: number } = {}): void {
  if (state.survey === undefined) return
  const { kind, handoff } = state.survey
  events.push({
    name: `survey.${name}`,
    data: { survey: kind, ...(handoff !== undefined && { handoff }), ...data },
  })
}
