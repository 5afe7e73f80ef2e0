import type { Activity } from '../../protocol/activity.ts'
import { locationSchema } from '../../protocol/channel-event.ts'
import type { Json } from '../../protocol/json.ts'
import type { RenderContext } from '../adapter.ts'
import { degrade } from '../degrade.ts'
import type { DegradedPart, ShownChoices, ShownOption } from '../degraded-part.ts'
import { limits } from './limits.ts'
import { fileKind, fileMessage, message } from './outgoing.ts'
import { templateMessage } from './template.ts'

/** Activities as what `send` takes, one call each. When the reply window is closed only those that name a template go, as that; nothing means that the row waits. */
export function render(activities: readonly Activity[], context: RenderContext): readonly Json[] {
  if (context.window === 'closed') {
    return activities.flatMap(activity => templateMessage(activity) ?? []).map(asMessage)
  }
  return activities.flatMap(activity => {
    if (activity.type === 'event') return renderEvent(activity)
    return degrade(activity, limits, context).flatMap(part => renderPart(part, context))
  })
}

const asMessage = (content: Json): Json => ({ message: content })
const words = (body: string): Json => asMessage(message('text', { body }))

/** A place is the one event that a customer can be shown. */
function renderEvent({ name, value }: Activity): Json[] {
  const place = name === 'location' ? locationSchema.safeParse(value).data : undefined
  if (!place) return []
  const { latitude, longitude, name: title, address } = place
  return [
    asMessage(
      message('location', {
        latitude,
        longitude,
        ...(title === undefined ? {} : { name: title }),
        ...(address === undefined ? {} : { address }),
      }),
    ),
  ]
}

function renderPart(part: DegradedPart, context: RenderContext): Json[] {
  switch (part.kind) {
    case 'typing':
      return [{ typing: true }]
    case 'text':
      return [
        part.choices === undefined ? words(part.text) : asMessage(choiceMessage(part.text, part.choices)),
      ]
    case 'link':
      return [asMessage(linkMessage(part))]
    case 'media':
      return mediaPayloads(part, context)
    case 'card':
      return []
  }
}

const interactive = (type: string, body: string, action: Json): Json =>
  message('interactive', { type, body: { text: body }, action })

function choiceMessage(body: string, choices: ShownChoices): Json {
  const ids = distinctIds(choices.options)
  if (choices.kind === 'buttons') {
    const buttons = choices.options.map(({ title }, index) => ({
      type: 'reply',
      reply: { id: ids[index] as string, title: oneLine(title) },
    }))
    return interactive('button', body, { buttons })
  }
  const rows = choices.options.map(({ title, description }, index) => ({
    id: ids[index] as string,
    title: oneLine(title),
    ...(description === undefined ? {} : { description: oneLine(description) }),
  }))
  return interactive('list', body, { button: choices.button, sections: [{ rows }] })
}

const linkMessage = ({ text, title, url }: Extract<DegradedPart, { kind: 'link' }>): Json =>
  interactive('cta_url', text, { name: 'cta_url', parameters: { display_text: oneLine(title), url } })

const oneLine = (title: string) => title.replaceAll(/\s+/g, ' ').trim()

/** WhatsApp wants them unique. One without a payload of ours comes back by its title, which is. */
function distinctIds(options: readonly ShownOption[]): string[] {
  const seen = new Set<string>()
  return options.map(({ payload, title }) => {
    const id = payload === undefined || seen.has(payload) ? title : payload
    seen.add(id)
    return id
  })
}

/** Our own files are uploaded, which needs no public address; others' are loaded by Meta. What it takes neither way is told with its address. */
function mediaPayloads(part: Extract<DegradedPart, { kind: 'media' }>, context: RenderContext): Json[] {
  const { contentUrl, link, contentType, name, caption } = part
  const kind = fileKind(contentType)
  const file = { contentType, ...(name === undefined ? {} : { name }) }
  const captioned = { ...file, ...(caption === undefined ? {} : { caption }) }
  if (kind !== undefined && contentUrl.startsWith('media:')) {
    return kind === 'audio'
      ? [{ file: { media: contentUrl, ...file } }, ...paragraphs(caption)]
      : [{ file: { media: contentUrl, ...captioned } }]
  }
  if (kind !== undefined && link !== undefined) {
    const sent = asMessage(fileMessage({ ...captioned, name: name ?? nameOf(link) }, { link }, kind))
    return kind === 'audio' ? [sent, ...paragraphs(caption)] : [sent]
  }
  if (link !== undefined) return paragraphs(caption, name === undefined ? link : `${name}: ${link}`)
  return paragraphs(context.text('common.channel.media_unavailable', { name: name ?? '' }), caption)
}

const paragraphs = (...texts: (string | undefined)[]): Json[] => {
  const all = texts.filter(text => text !== undefined && text.trim() !== '')
  return all.length === 0 ? [] : [words(all.join('\n\n'))]
}

function nameOf(link: string): string {
  try {
    return decodeURIComponent(new URL(link).pathname.split('/').at(-1) ?? '') || 'file'
  } catch {
    return 'file'
  }
}
