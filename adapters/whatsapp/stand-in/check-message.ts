import { z } from 'zod'

/** What is wrong with a body, as Meta tells it. */
export interface Complaint {
  code: number
  details: string
}

const text = (most: number) =>
  z
    .string()
    .max(most)
    .refine(words => words.trim() !== '', 'must not be empty')
/** A title has neither blanks around it nor a line's end. */
const title = (most: number) => text(most).regex(/^\S(.*\S)?$/u, 'must be one line without blanks around it')
const unique = <T>(key: (item: T) => string) =>
  [(items: T[]) => new Set(items.map(key)).size === items.length, 'must be unique'] as const

const source = { id: z.string().optional(), link: z.url({ protocol: /^https?$/ }).optional() }
const hasSource = [
  (media: { id?: string | undefined; link?: string | undefined }) =>
    (media.id === undefined) !== (media.link === undefined),
  'needs an id or a link',
] as const
const caption = text(1024).optional()

const header = z.looseObject({ type: z.enum(['text', 'image', 'video', 'document']) }).optional()
const footer = z.strictObject({ text: text(60) }).optional()
const body = z.strictObject({ text: text(1024) })
const row = z.strictObject({
  id: text(200),
  title: title(24),
  description: text(72).optional(),
})

const button = z.strictObject({
  type: z.literal('button'),
  header,
  body,
  footer,
  action: z.strictObject({
    buttons: z
      .array(
        z.strictObject({
          type: z.literal('reply'),
          reply: z.strictObject({ id: text(256), title: title(20) }),
        }),
      )
      .min(1)
      .max(3)
      .refine(...unique(({ reply }: { reply: { id: string } }) => reply.id))
      .refine(...unique(({ reply }: { reply: { title: string } }) => reply.title)),
  }),
})

const list = z.strictObject({
  type: z.literal('list'),
  header,
  body,
  footer,
  action: z
    .strictObject({
      button: title(20),
      sections: z
        .array(z.strictObject({ title: title(24).optional(), rows: z.array(row).min(1) }))
        .min(1)
        .max(10),
    })
    .refine(({ sections }) => sections.length === 1 || sections.every(one => one.title !== undefined), {
      error: 'sections need titles',
    })
    .refine(({ sections }) => sections.flatMap(one => one.rows).length <= 10, { error: 'at most 10 rows' })
    .refine(
      ({ sections }) => {
        const ids = sections.flatMap(one => one.rows.map(({ id }) => id))
        return new Set(ids).size === ids.length
      },
      { error: 'row ids must be unique' },
    ),
})

const ctaUrl = z.strictObject({
  type: z.literal('cta_url'),
  header,
  body,
  footer,
  action: z.strictObject({
    name: z.literal('cta_url'),
    parameters: z.strictObject({ display_text: title(20), url: z.url({ protocol: /^https?$/ }) }),
  }),
})

const parameter = z.strictObject({
  type: z.literal('text'),
  parameter_name: z.string().optional(),
  text: text(1024).regex(/^(?!.*( {5}|[\n\t]))/s, 'must not have line ends, tabs or more than four blanks'),
})

/** @see https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages (read 2026-11) */
const KINDS: Readonly<Record<string, z.ZodType>> = {
  text: z.strictObject({ body: text(4096), preview_url: z.boolean().optional() }),
  interactive: z.discriminatedUnion('type', [button, list, ctaUrl]),
  image: z.strictObject({ ...source, caption }).refine(...hasSource),
  video: z.strictObject({ ...source, caption }).refine(...hasSource),
  audio: z.strictObject({ ...source, voice: z.boolean().optional() }).refine(...hasSource),
  document: z.strictObject({ ...source, caption, filename: text(255).optional() }).refine(...hasSource),
  location: z.strictObject({
    latitude: z.number().min(-90).max(90),
    longitude: z.number().min(-180).max(180),
    name: z.string().optional(),
    address: z.string().optional(),
  }),
  template: z.strictObject({
    name: z.string().regex(/^[a-z0-9_]{1,512}$/),
    language: z.strictObject({
      code: z.string().regex(/^[a-z]{2,3}(_[A-Z]{2})?$/),
      policy: z.literal('deterministic').optional(),
    }),
    components: z
      .array(z.strictObject({ type: z.literal('body'), parameters: z.array(parameter).min(1) }))
      .optional(),
  }),
}

const commonSchema = z.object({
  messaging_product: z.literal('whatsapp'),
  recipient_type: z.literal('individual').optional(),
  to: z.string().min(1).optional(),
  recipient: z.string().min(1).optional(),
  type: z.string(),
  biz_opaque_callback_data: z.string().max(512).optional(),
  context: z.strictObject({ message_id: z.string() }).optional(),
})
const FIELDS = new Set(Object.keys(commonSchema.shape))

export type CheckedMessage = z.infer<typeof commonSchema> & { content: unknown }

/** Holds a body against the documented form and limits. */
export function checkMessage(raw: unknown): CheckedMessage | Complaint {
  const common = commonSchema.safeParse(raw)
  if (!common.success) return complaint(100, common.error)
  const { type, to, recipient } = common.data
  if (to === undefined && recipient === undefined)
    return { code: 131008, details: 'to or recipient is required' }
  const schema = Object.hasOwn(KINDS, type) ? KINDS[type] : undefined
  if (!schema) return { code: 131051, details: `${type} is not supported` }
  const fields = raw as Record<string, unknown>
  const strange = Object.keys(fields).find(name => name !== type && !FIELDS.has(name))
  if (strange !== undefined) return { code: 100, details: `Unexpected key "${strange}"` }
  const content = schema.safeParse(fields[type])
  if (!content.success) return complaint(fields[type] === undefined ? 131008 : 131009, content.error)
  return { ...common.data, content: content.data }
}

function complaint(code: number, { issues: [issue] }: z.ZodError): Complaint {
  return { code, details: `${issue?.path.join('.')}: ${issue?.message}` }
}
