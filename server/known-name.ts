import type { Content } from '../dialogs/content.ts'
import { shownName } from '../handoff/customer-notices.ts'
import type { Activity } from '../protocol/activity.ts'

/** What an agent says, under the name by which `handoff.agentNames` of bot.yaml lets customers know them; the transcript's author stays whole. */
export function asKnown(
  activity: Activity,
  { bot }: { bot: { handoff: Pick<Content['bot']['handoff'], 'agentNames'> } },
): Activity {
  const { name, ...from } = activity.from ?? { id: '' }
  const shown = name === undefined ? undefined : shownName(name, bot.handoff.agentNames)
  return { ...activity, from: { ...from, ...(shown === undefined ? {} : { name: shown }) } }
}
