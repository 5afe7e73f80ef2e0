import { z } from 'zod'

/* What the console knows of the desk as a whole. Times are ISO 8601. */

export const ROLES = ['agent', 'supervisor', 'designer'] as const
export const roleSchema = z.enum(ROLES)
export type Role = z.infer<typeof roleSchema>

/** `online` and `away` are an agent's own choice; `offline` follows from two minutes without a sign of life. */
export const presenceStatusSchema = z.enum(['online', 'away', 'offline'])
export type PresenceStatus = z.infer<typeof presenceStatusSchema>

/** Body of `PUT /api/v1/presence`. An open event stream is a sign of life by itself. */
export const presenceSchema = z.strictObject({ status: z.enum(['online', 'away']) })

/** One of `GET /api/v1/agents`, and the data of the stream's event `presence`. */
export const deskAgentSchema = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role: roleSchema,
  /** Of desk.yaml; empty for who is named in none, who then belongs to every team that names nobody. */
  teams: z.array(z.string()),
  /** None: every language. */
  languages: z.array(z.string()),
  skills: z.array(z.string()),
  status: presenceStatusSchema,
  /** Within their own hours now. */
  working: z.boolean(),
  /** When they go home, or come to work; absent where nobody keeps hours, or that is over a week away. */
  hoursChangeAt: z.string().optional(),
  /** Hand-offs that are active with them. */
  active: z.int(),
  offered: z.int(),
})
export type DeskAgentView = z.infer<typeof deskAgentSchema>

/** Why customers needed a person, where desk.yaml lists no causes of its own. */
export const CAUSES = [
  ...['late', 'lost', 'damaged', 'wrong_item', 'refund', 'return', 'cancel', 'address', 'invoice', 'payment'],
  ...['product_question', 'account', 'complaint', 'spam', 'other'],
] as const

/** `GET /api/v1/desk`: what a console is set up with. */
export const deskViewSchema = z.object({
  bot: z.string(),
  languages: z.array(z.string()),
  channels: z.array(z.string()),
  teams: z.array(z.object({ name: z.string(), languages: z.array(z.string()), skills: z.array(z.string()) })),
  /** What `resolve` may give as its cause, in order; `label` in the asked language. */
  causes: z.array(z.object({ cause: z.string(), label: z.string() })),
  /** Active hand-offs an agent may have before no more are offered. */
  capacity: z.int(),
  /** Text that an agent cannot read is translated. */
  translates: z.boolean(),
})
export type DeskView = z.infer<typeof deskViewSchema>

/** `GET /api/v1/canned?handoff=&language=`: replies that are filled in with what is known of the customer. */
export const cannedReplySchema = z.object({
  /** `canned.<name>` without its first part. */
  name: z.string(),
  title: z.string(),
  /** What is not known of the customer stays a gap, `{{order.eta}}`, that the agent fills: `reply` refuses a text that still has one. */
  text: z.string(),
  /** The language of the text. */
  language: z.string().optional(),
})
export type CannedReply = z.infer<typeof cannedReplySchema>

/** `GET /api/v1/handoffs/counts`: of those that the agent may see. */
export const countsSchema = z.object({
  byStatus: z.record(z.string(), z.int()),
  mine: z.int(),
  unassigned: z.int(),
  overdue: z.int(),
})
export type Counts = z.infer<typeof countsSchema>

/** Answer of `POST /api/v1/uploads` (the file's bytes as body, its type as `content-type`, its name as `x-file-name`, URI-encoded): to be sent as an attachment. */
export const uploadSchema = z.object({
  id: z.string(),
  /** `media:<id>`: the `contentUrl` of an attachment of `reply`. */
  contentUrl: z.string(),
  contentType: z.string(),
  name: z.string(),
  size: z.int(),
})
export type Upload = z.infer<typeof uploadSchema>
