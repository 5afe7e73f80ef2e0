import type { JsonObject } from '../protocol/json.ts'
import type { SurveyKind } from '../protocol/survey.ts'
import { goOn } from './begin-topic.ts'
import type { Content } from './content.ts'
import { isAsking } from './cues.ts'
import { type Graded, gradeOf, pressedGrade } from './grade.ts'
import type { Message } from './message.ts'
import { type Move, moveOf } from './moves.ts'
import { surveyNames } from './names.ts'
import { interject, run } from './run.ts'
import { say } from './say.ts'
import { questionOf } from './state.ts'
import { surveyRun, tellWords, waitForWords, waitsForWords } from './survey-run.ts'
import { guessesOf, intentOfPhrase, topicOf } from './topics.ts'
import type { Turn } from './turn-context.ts'

/** What a message is to a survey: its grade, words to it, a word of thanks that leaves it open, or nothing. */
export type Feedback =
  | ({ as: 'grade' } & Graded)
  | { as: 'words'; text: string }
  | { as: 'thanks' }
  /** They don't want to say. */
  | { as: 'refusal' }
  | { as: 'other'; matter: boolean }

/** Undefined where the conversation has no survey that still waits. */
export function feedbackOf(turn: Turn, message: Message): Feedback | undefined {
  const { survey } = turn.state
  if (survey === undefined) return undefined
  const asked = questionOf(turn.state)?.optional === true
  if (!asked && !waitsForWords(turn)) return undefined
  return read(turn, message, survey.kind)
}

const MATTERS: ReadonlySet<Move['do']> = new Set(['start-over', 'correct', 'fill'])

/**
 * Who asks, names something that the bot can do, wants a person or says goodbye wants that; everything else that was said are words to the survey. Nobody is told
 * that they were not understood, and `takeFeedback` leaves the door open for what was meant as a new matter after all.
 */
function read(turn: Turn, message: Message, kind: SurveyKind): Feedback | undefined {
  const graded = gradeOf(turn, message, kind)
  if (graded !== undefined) return { as: 'grade', ...graded }
  if (message.choice !== undefined || message.attachments.length > 0) return OTHER
  const move = moveOf(turn, message)
  if (move.do === 'cancel') return { as: 'refusal' }
  if (move.do === 'repeat') return undefined
  if (MATTERS.has(move.do) || message.text === '' || isAsking(message.text)) return OTHER
  const { content } = turn
  const { intent, confidence } = message.understanding
  if (confidence < content.bot.understanding.accept || !topicOf(content, intent)) return wordsOf(message)
  if (intent === 'thanks') return isBare(turn, message) ? { as: 'thanks' } : wordsOf(message)
  if (intent === 'affirm') return wordsOf(message)
  if (intent === 'goodbye' || intent === 'deny') return { as: 'other', matter: false }
  return confidence >= surer(content) ? OTHER : wordsOf(message)
}

const OTHER: Feedback = { as: 'other', matter: true }

/** "Your colleague was very patient" is near to asking for a person, and to a complaint: who is asked how it was speaks of that. */
const surer = ({ bot }: Content): number => (1 + bot.understanding.accept) / 2

const wordsOf = ({ text }: Message): Feedback => ({ as: 'words', text })

/** Nothing but "thank you": an example of it, or two words. */
const isBare = ({ content }: Turn, { words }: Message): boolean =>
  words.split(' ').length <= 2 || intentOfPhrase(content, words) === 'thanks'

/** Answers a grade, or words to the survey. */
export function takeFeedback(
  turn: Turn,
  message: Message,
  feedback: Exclude<Feedback, { as: 'other' | 'refusal' }>,
): void {
  const { state } = turn
  const open = questionOf(state)?.optional === true
  state.misses = 0
  if (feedback.as === 'thanks') {
    // The grades stay where they are, to be pressed or typed.
    const { offers } = state
    interject(turn, 'thanks')
    state.offers = offers
    turn.offered++
    return
  }
  if (feedback.as === 'words') {
    takeWords(turn, message, open)
    return
  }
  const { grade, comment } = feedback
  if (open) run(turn, { kind: 'answer', value: grade, ...(comment !== undefined && { comment }) })
  else takeGrade(turn, grade, comment)
}

/** Another grade after a slip, or one that is pressed after the customer went on to something else; one of an earlier conversation is only thanked for. */
function takeGrade(turn: Turn, grade: number, comment?: string): void {
  const { survey } = turn.state
  if (survey !== undefined) {
    surveyRun(turn).tell(survey.kind, { grade, ...(comment !== undefined && { comment }) })
  }
  say(turn, undefined, 'common.survey.thanks_words')
}

/** True for a survey's button that is pressed when nothing waits for it any more. What is under way is gone on with. */
export function takeLateGrade(turn: Turn, message: Message): boolean {
  const grade = pressedGrade(message, turn.state.survey?.kind)
  if (grade === undefined) return false
  takeGrade(turn, grade)
  goOn(turn)
  return true
}

function takeWords(turn: Turn, message: Message, open: boolean): void {
  const { content, extra } = turn
  extra.survey = { ...(surveyNames(turn) as JsonObject), again: turn.state.survey?.words === true }
  extra.guesses = guessesOf(turn, message.understanding.alternatives, content.bot.understanding.ask).filter(
    ({ begin }) => begin !== 'human.request',
  )
  tellWords(turn, message.text)
  waitForWords(turn)
  interject(turn, 'survey-words')
  if (open && turn.handoff === undefined) run(turn, { kind: 'comment' })
}
