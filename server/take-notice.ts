import { z } from 'zod'
import { shownName } from '../handoff/customer-notices.ts'
import type { JsonObject } from '../protocol/json.ts'
import { addActivities, type Draft, turnFacts } from './commit-draft.ts'
import type { Engine } from './engine.ts'
import type { TurnRows } from './turn-rows.ts'

/** A timer of ours, due at once: something to be told to a customer while a person has the conversation. */
const noticeSchema = z.object({
  purpose: z.literal('notice'),
  handoffId: z.string(),
  text: z.string(),
  values: z.record(z.string(), z.json()),
  while: z.array(z.string()),
})
export type NoticeRow = z.infer<typeof noticeSchema>

/** A letter is no chat: nobody wants one that says that a second one will come. */
const SILENT_CHANNELS: ReadonlySet<string> = new Set(['email'])

/**
 * True for a notice, which is taken here; any other timer is the engine's. What holds no more when its turn comes is not said, nor what the customer's channel would only
 * show too late (`passing`).
 */
export function takeNotice(draft: Draft, { rows: [row] }: TurnRows, engine: Engine): boolean {
  const notice = noticeSchema.safeParse(row.payload).data
  if (notice === undefined) return false
  const { commit, claimed, content } = draft
  commit.handled.push({ id: row.id, order: commit.handled.length })
  const { handoff, conversation } = claimed
  const holds = handoff?.id === notice.handoffId && notice.while.includes(handoff.status)
  if (!holds || draft.owner !== 'human' || SILENT_CHANNELS.has(conversation.thread.channel)) return true
  const { text, values } = named(notice, content.bot.handoff.agentNames)
  const said = engine.notice(content, turnFacts(draft, engine, row.id), draft.state, text, values)
  if (said !== undefined) addActivities(draft, [said], { speaker: 'bot', notice: true, passing: true })
  return true
}

/** A text that names the agent has another one beside it, for shops that don't. */
function named(
  { text, values }: NoticeRow,
  wish: 'first' | 'full' | 'none',
): { text: string; values: JsonObject } {
  const { agent } = values
  if (agent === null || typeof agent !== 'object' || Array.isArray(agent)) return { text, values }
  const name = typeof agent.name === 'string' ? shownName(agent.name, wish) : undefined
  return name === undefined ? { text: `${text}_unnamed`, values } : { text, values: { agent: { name } } }
}
