import { repair } from './begin-topic.ts'
import type { Message } from './message.ts'
import { run } from './run.ts'
import { offer } from './say.ts'
import { questionOf } from './state.ts'
import { guessesOf } from './topics.ts'
import type { Turn } from './turn-context.ts'

/**
 * A message that was not understood. An open question is put again by its own step, which counts its tries; otherwise the dialog `fallback` asks
 * which of the best guesses was meant, then offers a person, then hands over.
 */
export function misunderstood(turn: Turn, { understanding }: Message) {
  const { state, content } = turn
  const { ask } = content.bot.understanding
  state.misses++
  if (questionOf(state) !== undefined) {
    run(turn, { kind: 'miss' })
    const guesses = guessesOf(turn, understanding.alternatives, ask)
    const stillAsked = questionOf(state) !== undefined && turn.handoff === undefined
    if (stillAsked && state.offers.length === 0 && guesses.length > 0) {
      offer(
        turn,
        guesses.map(guess => ({ id: guess.begin, ...guess })),
      )
    }
    return
  }
  const sure = guessesOf(turn, understanding.alternatives, ask)
  turn.extra.guesses = sure.length > 0 ? sure : guessesOf(turn, understanding.alternatives, ask / 2)
  tellMisses(turn)
  repair(turn, 'fallback')
}

/** A picture, a voice note, an emoji: told apart from what is not understood, until a person should have a look. */
export function unreadable(turn: Turn, { unreadable: kind = 'empty' }: Message) {
  const { state, content } = turn
  if (kind !== 'emoji') state.misses++
  turn.extra.message = { kind }
  tellMisses(turn)
  repair(turn, state.misses >= content.bot.handoff.afterMisses ? 'fallback' : 'media')
}

function tellMisses({ state, content, extra }: Turn): void {
  extra.misses = state.misses
  extra.misses_left = content.bot.handoff.afterMisses - state.misses
}
