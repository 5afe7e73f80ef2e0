import { z } from 'zod'
import { activitySchema } from '../protocol/activity.ts'
import { addMail, type Draft, turnFacts } from './commit-draft.ts'
import type { Engine } from './engine.ts'
import type { TurnRows } from './turn-rows.ts'

/** A timer of ours, due at once: what a person said in a web chat whose page was closed goes by mail. */
const mailSchema = z.object({
  purpose: z.literal('byEmail'),
  threadId: z.string(),
  activities: z.array(activitySchema).min(1),
  /** Answers to the mail come into this conversation. */
  own: z.boolean(),
  link: z.string().optional(),
})
export type MailRow = z.infer<typeof mailSchema>

/** True for such a mail, which is queued here; any other timer is somebody else's. */
export function takeMail(draft: Draft, { rows: [row] }: TurnRows, engine: Engine): boolean {
  const mail = mailSchema.safeParse(row.payload).data
  if (mail === undefined) return false
  const { commit, content } = draft
  commit.handled.push({ id: row.id, order: commit.handled.length })
  const facts = { ...turnFacts(draft, engine, row.id), channel: 'email' }
  const way =
    mail.link === undefined
      ? engine.notice(content, facts, draft.state, 'common.leave.mail', {})
      : engine.notice(content, facts, draft.state, 'common.leave.mail_link', { link: mail.link })
  const activities = mail.activities.map((activity, n) => ({ ...activity, id: `${row.id}:${n + 2}` }))
  addMail(draft, mail.threadId, way === undefined ? activities : [...activities, way], `${row.id}:1`)
  commit.transcript.push({
    id: `${row.id}:mail`,
    at: draft.now,
    speaker: 'system',
    activity: { type: 'event', name: 'sentByEmail', value: { messages: activities.length, own: mail.own } },
  })
  commit.events.push({ name: 'answer.mailed', data: { messages: activities.length } })
  return true
}
