import { holds } from './condition.ts'
import { handOverNow } from './escalate.ts'
import { valuesOf } from './names.ts'
import { run } from './run.ts'
import { topFrame } from './state.ts'
import { note, type Turn } from './turn-context.ts'

/**
 * Hands over by the first rule of bot.yaml that holds; true when one did. A rule speaks of the order at hand: the open dialog's own, else the one last shown. Each
 * fires once in a conversation, so that an agent who gives it back does not get it again for the same reason.
 */
export function handOverByRule(turn: Turn): boolean {
  const { state, content } = turn
  const { rules } = content.bot.handoff
  if (rules.length === 0 || turn.handoff !== undefined) return false
  const values = valuesOf(turn, topFrame(state))
  const rule = rules.find(({ when }) => !state.rules.includes(when.source) && holds(when, values))
  if (rule === undefined) return false
  const { when, reason, priority, team, skill } = rule
  state.rules.push(when.source)
  note(turn, 'bot.yaml', 'handoff.rules', 'rule', when.source)
  const wanted = { ...(team !== undefined && { team }), ...(skill !== undefined && { skill }) }
  run(turn, handOverNow(turn, { reason, priority, ...wanted }))
  return true
}
