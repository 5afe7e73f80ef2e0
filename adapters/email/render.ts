import { z } from 'zod'
import type { Activity } from '../../protocol/activity.ts'
import type { Json } from '../../protocol/json.ts'
import type { RenderContext } from '../adapter.ts'
import { degrade } from '../degrade.ts'
import type { DegradedPart } from '../degraded-part.ts'
import { escapeHtml } from '../markup.ts'
import { limits } from './limits.ts'

/** One mail: what is between greeting and closing, in both forms. What depends on the thread (whom, which subject, which mail it answers) comes at sending. */
export const payloadSchema = z.object({
  text: z.string(),
  html: z.string(),
  locale: z.string(),
  /** By a program: other programs must not answer it. */
  automatic: z.boolean(),
  /** `named` holds `{name}`. */
  greeting: z.object({ plain: z.string(), named: z.string() }),
  closing: z.string(),
  /** Of a mail that answers none. */
  subject: z.string(),
  files: z.array(
    z.object({
      contentUrl: z.string(),
      contentType: z.string(),
      name: z.string().optional(),
      /** What stands in the text where the file can't be had. */
      instead: z.string(),
    }),
  ),
})
export type EmailPayload = z.infer<typeof payloadSchema>

/** Where the customer's name comes into a greeting that was worded before it was known. */
export const NAME = '{name}'

/** All of a turn's activities as one mail; none when they say nothing. `bot`: its name, as customers know it. */
export function render(
  activities: readonly Activity[],
  context: RenderContext,
  bot: string,
): readonly Json[] {
  const inHtml = activities.flatMap(activity => degrade(activity, limits, context))
  const inPlain = activities.flatMap(activity => degrade(activity, { ...limits, markup: 'plain' }, context))
  const files = inHtml.flatMap(part => (part.kind === 'media' && isOwn(part) ? [fileOf(part, context)] : []))
  const text = inPlain.flatMap(plainOf).join('\n\n')
  if (text === '' && files.length === 0) return []
  const automatic = context.speaker !== 'agent'
  const word = (key: string, values = {}) => context.text(`common.channel.${key}`, { bot, ...values })
  const payload: EmailPayload = {
    text,
    html: inHtml
      .flatMap(htmlOf)
      .map(html => `<p>${html}</p>`)
      .join('\n'),
    locale: context.locale,
    automatic,
    greeting: {
      plain: word('email_greeting'),
      named: word('email_greeting_named', { customer: { name: NAME } }),
    },
    closing: word(automatic ? 'email_closing' : 'email_closing_agent'),
    subject: word('email_subject') || bot,
    files,
  }
  return [payload as unknown as Json]
}

type MediaPart = Extract<DegradedPart, { kind: 'media' }>

/** A file of ours goes with the mail; one of somebody else's is never loaded by us, its address stands in the text. */
const isOwn = ({ contentUrl }: MediaPart) => contentUrl.startsWith('media:')

function fileOf({ contentUrl, contentType, name, link }: MediaPart, context: RenderContext) {
  return {
    contentUrl,
    contentType,
    ...(name === undefined ? {} : { name }),
    instead: link ?? context.text('common.channel.media_unavailable', { name: name ?? '' }),
  }
}

function plainOf(part: DegradedPart): string[] {
  if (part.kind === 'text') return [part.text]
  if (part.kind !== 'media') return []
  const { caption, name, link } = part
  const address = isOwn(part) || link === undefined ? [] : [name === undefined ? link : `${name}: ${link}`]
  return [...(caption === undefined ? [] : [caption]), ...address]
}

function htmlOf(part: DegradedPart): string[] {
  if (part.kind === 'text') return [part.text]
  if (part.kind !== 'media') return []
  const { caption, name, link } = part
  const address =
    isOwn(part) || link === undefined ? [] : [`<a href="${escapeHtml(link)}">${escapeHtml(name ?? link)}</a>`]
  return [...(caption === undefined ? [] : [caption]), ...address]
}
