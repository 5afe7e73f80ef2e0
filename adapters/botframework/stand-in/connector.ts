import { z } from 'zod'
import type { Json } from '../../../protocol/json.ts'
import type { TakenMessage } from '../../stand-in.ts'

/** What pressing an option sends. */
export interface TakenOption {
  title: string
  text: string
  value?: unknown
}

const actionSchema = z.looseObject({
  type: z.enum(['imBack', 'postBack', 'messageBack', 'openUrl']),
  title: z.string().min(1),
  value: z.unknown().optional(),
  text: z.string().optional(),
})
const heroSchema = z.looseObject({ text: z.string().optional(), buttons: z.array(actionSchema).optional() })
const attachmentSchema = z.looseObject({
  contentType: z.string().min(1),
  contentUrl: z.string().optional(),
  content: z.unknown().optional(),
})
type Hero = z.output<typeof heroSchema>
/** What a connector asks of an activity. */
const outgoingSchema = z.looseObject({
  type: z.enum(['message', 'typing']),
  text: z.string().optional(),
  textFormat: z.enum(['markdown', 'plain', 'xml']).optional(),
  from: z.looseObject({ id: z.string().min(1) }),
  conversation: z.looseObject({ id: z.string().min(1) }),
  attachments: z.array(attachmentSchema).optional(),
  suggestedActions: z.looseObject({ actions: z.array(actionSchema) }).optional(),
})

/** Bytes of an activity: Teams' own limit, and that of the others. */
const MOST_BYTES = { msteams: 28_000, others: 262_144 }

/** The connector's own code for what it would not take; undefined for what it takes. */
export function checkActivity(body: Buffer, channelId: string): { status: number; code: string } | undefined {
  const isTeams = channelId === 'msteams'
  if (body.length > (isTeams ? MOST_BYTES.msteams : MOST_BYTES.others))
    return { status: 413, code: 'MessageSizeTooBig' }
  const activity = outgoingSchema.safeParse(parseJson(body)).data
  if (activity === undefined) return { status: 400, code: 'BadSyntax' }
  const { type, text, attachments = [], suggestedActions } = activity
  if (type === 'message' && !text && attachments.length === 0) return { status: 400, code: 'BadArgument' }
  // Teams shows six buttons of a card, and no suggested actions that give a value back.
  const heroes = attachments.flatMap(
    ({ content }) => heroSchema.safeParse(content).data?.buttons?.length ?? 0,
  )
  if (isTeams && (suggestedActions !== undefined || Math.max(0, ...heroes) > 6))
    return { status: 400, code: 'BadArgument' }
  return undefined
}

/** A message as the customer sees it. */
export function takenMessage(
  id: string,
  to: string,
  body: Buffer,
): TakenMessage & { actions: readonly TakenOption[] } {
  const activity = outgoingSchema.parse(parseJson(body))
  const heroes = (activity.attachments ?? []).flatMap(({ contentType, content }): Hero[] => {
    const hero = contentType.endsWith('card.hero') ? heroSchema.safeParse(content).data : undefined
    return hero === undefined ? [] : [hero]
  })
  const given = [
    ...(activity.suggestedActions?.actions ?? []),
    ...heroes.flatMap(({ buttons = [] }) => buttons),
  ]
  const actions = given.filter(({ type }) => type !== 'openUrl').map(optionOf)
  return {
    id,
    to,
    kind: activity.type,
    text: [activity.text, ...heroes.map(({ text }) => text)].filter(Boolean).join('\n\n'),
    options: actions.map(({ title }) => title),
    at: Date.now(),
    body: parseJson(body) as Json,
    actions,
  }
}

function optionOf({ type, title, text, value }: z.output<typeof actionSchema>): TakenOption {
  if (type === 'imBack') return { title, text: String(value) }
  return { title, text: text ?? '', value }
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}
