import { z } from 'zod'
import { deskAgentSchema } from './desk.ts'
import { handoffSummarySchema, transcriptEntrySchema } from './handoff.ts'

/*
 * `GET /api/v1/stream`: server-sent events of what the signed-in agent may see. An event with an `id` is durable: a client that comes back with `Last-Event-ID` gets
 * those that it missed, in order; the others tell of now only. `ready` comes first. `reset` says that too much was missed: load everything anew.
 */
export const STREAM_EVENTS = {
  ready: z.object({ at: z.string() }),
  reset: z.object({}),
  /** A hand-off began or changed; `change` is the verb or what happened: `created`, `claim`, `offered`, `expired`, `vanished`, `escalated`, … Durable. */
  handoff: z.object({
    change: z.string(),
    /** The agent who did it; absent where nobody did. */
    by: z.string().optional(),
    handoff: handoffSummarySchema,
  }),
  /** It went to another team or agent, so that the reader sees it no more. Durable. */
  gone: z.object({ handoffId: z.string() }),
  /** Something was said in a conversation that has a hand-off, notes included. Durable. Without an id: told again, since a file that it brought was loaded. */
  message: z.object({ handoffId: z.string(), conversationId: z.string(), entry: transcriptEntrySchema }),
  /** What became of an answer. */
  delivery: z.object({
    handoffId: z.string(),
    entryId: z.string(),
    delivery: transcriptEntrySchema.shape.delivery.unwrap(),
  }),
  /** Gone after six seconds without another. */
  typing: z.object({
    handoffId: z.string(),
    who: z.enum(['customer', 'agent']),
    agentId: z.string().optional(),
    name: z.string().optional(),
  }),
  presence: deskAgentSchema,
  /** The reader was named in a note; comes right before its `message`, and again with it. */
  mention: z.object({ handoffId: z.string(), entryId: z.string(), by: z.string(), text: z.string() }),
} as const
export type StreamEventName = keyof typeof STREAM_EVENTS
export type StreamEvent<Name extends StreamEventName = StreamEventName> = {
  [N in Name]: { id?: string; event: N; data: z.infer<(typeof STREAM_EVENTS)[N]> }
}[Name]
