import { z } from 'zod'

/** Why the platform does not take a message: its error code, its own subcode where it has one, and a word. */
export interface Refusal {
  code: number
  subcode?: number
  message: string
}

const address = z.string().regex(/^https?:\/\/\S+$/)

const webButton = z.strictObject({
  type: z.literal('web_url'),
  title: z.string().min(1).max(20),
  url: address,
})
const postbackButton = z.strictObject({
  type: z.literal('postback'),
  title: z.string().min(1).max(20),
  payload: z.string().min(1).max(1000),
})
const button = z.discriminatedUnion('type', [webButton, postbackButton])

const element = z
  .strictObject({
    title: z.string().min(1).max(80),
    subtitle: z.string().max(80).optional(),
    image_url: address.optional(),
    default_action: z.looseObject({}).optional(),
    buttons: z.array(button).min(1).max(3).optional(),
  })
  .refine(one => one.subtitle ?? one.image_url ?? one.buttons, 'an element needs more than a title')

const template = z.discriminatedUnion('template_type', [
  z.strictObject({
    template_type: z.literal('button'),
    text: z.string().min(1).max(640),
    buttons: z.array(button).min(1).max(3),
  }),
  z.strictObject({ template_type: z.literal('generic'), elements: z.array(element).min(1).max(10) }),
])

const file = z
  .strictObject({
    url: address.optional(),
    attachment_id: z.string().optional(),
    is_reusable: z.boolean().optional(),
  })
  .refine(
    ({ url, attachment_id: id }) => (url === undefined) !== (id === undefined),
    'one of url and attachment_id',
  )

const attachment = z.union([
  z.strictObject({ type: z.literal('template'), payload: template }),
  z.strictObject({ type: z.enum(['image', 'audio', 'video', 'file']), payload: file }),
])

const messageSchema = z
  .strictObject({
    text: z.string().min(1).optional(),
    attachment: attachment.optional(),
    quick_replies: z
      .array(
        z.strictObject({
          content_type: z.literal('text'),
          title: z.string().min(1),
          payload: z.string().min(1).max(1000),
          image_url: address.optional(),
        }),
      )
      .min(1)
      .max(13)
      .optional(),
    metadata: z.string().max(1000).optional(),
  })
  .refine(
    ({ text, attachment: one }) => (text === undefined) !== (one === undefined),
    'one of text and attachment',
  )

/** A message that the platform takes, and what the customer sees of it. */
export interface CheckedMessage {
  kind: string
  text: string
  /** What can be pressed: a quick reply is sent as a message, a button as a postback; an address opens. */
  options: readonly { title: string; payload?: string; isReply: boolean }[]
  metadata?: string
  attachmentId?: string
}

/**
 * Holds a message against the documented limits of Messenger (2000 characters) or Instagram (1000 bytes). Titles of quick replies are cut, as there.
 * @see https://developers.facebook.com/docs/messenger-platform/reference/send-api (read 2026-11)
 */
export function checkMessage(raw: unknown, isInstagram: boolean): CheckedMessage | Refusal {
  const parsed = messageSchema.safeParse(raw)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    return { code: 100, message: `param message ${issue?.path.join('.')}: ${issue?.message}` }
  }
  const { text = '', attachment: one, quick_replies: replies = [], metadata } = parsed.data
  const size = isInstagram ? Buffer.byteLength(text) : text.length
  if (size > (isInstagram ? 1000 : 2000)) return { code: 100, message: 'param message[text] is too long' }
  const options = [
    ...replies.map(({ title, payload }) => ({ title: title.slice(0, 20), payload, isReply: true })),
  ]
  const rest = metadata === undefined ? {} : { metadata }
  if (one === undefined) return { kind: 'text', text, options, ...rest }
  if (one.type !== 'template') {
    const id = one.payload.attachment_id
    return { kind: one.type, text: '', options, ...rest, ...(id === undefined ? {} : { attachmentId: id }) }
  }
  const { payload } = one
  const buttons =
    payload.template_type === 'button' ? payload.buttons : payload.elements.flatMap(e => e.buttons ?? [])
  const words =
    payload.template_type === 'button'
      ? payload.text
      : payload.elements
          .map(({ title, subtitle }) => [title, subtitle].filter(Boolean).join('\n'))
          .join('\n\n')
  return {
    kind: 'template',
    text: words,
    options: [
      ...buttons.map(b => ({
        title: b.title,
        isReply: false,
        ...('payload' in b ? { payload: b.payload } : {}),
      })),
      ...options,
    ],
    ...rest,
  }
}

const call = z.strictObject({ question: z.string().min(1).max(80), payload: z.string().min(1).max(1000) })
const menuEntry = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('web_url'), title: z.string().min(1).max(30), url: address }),
  z.strictObject({
    type: z.literal('postback'),
    title: z.string().min(1).max(30),
    payload: z.string().min(1).max(1000),
  }),
])
const localized = <T extends z.ZodType>(schema: T) =>
  z
    .array(
      z.intersection(z.looseObject({ locale: z.string().regex(/^(default|[a-z]{2,3}_[A-Z]{2})$/) }), schema),
    )
    .min(1)
    .refine(list => list.some(one => one.locale === 'default'), 'the default locale is missing')
    .refine(list => new Set(list.map(one => one.locale)).size === list.length, 'a locale stands twice')

/** The profile as the platform takes it. @see https://developers.facebook.com/docs/messenger-platform/reference/messenger-profile-api (read 2026-11) */
export const profileSchema = z
  .strictObject({
    platform: z.literal('instagram').optional(),
    get_started: z.strictObject({ payload: z.string().min(1).max(1000) }).optional(),
    greeting: localized(z.looseObject({ text: z.string().min(1).max(160) })).optional(),
    ice_breakers: localized(z.looseObject({ call_to_actions: z.array(call).min(1).max(4) })).optional(),
    persistent_menu: localized(
      z.looseObject({ call_to_actions: z.array(menuEntry).min(1).max(20) }),
    ).optional(),
  })
  .refine(one => one.platform ?? one.get_started ?? !one.persistent_menu, 'a menu needs get_started')
