import type { Activity, Attachment, CardAction } from '../protocol/activity.ts'
import type { Limits, RenderContext } from './adapter.ts'
import { type CardContent, cardContent } from './card-text.ts'
import { type ChoiceForm, choiceForm, type OfferedOption, shortTitle } from './choice-form.ts'
import type { DegradedPart, MediaKind, ShownChoices } from './degraded-part.ts'
import { writeParts } from './markup.ts'
import { markdownRuns, plainRuns, type Run, safeAddress } from './rich-text.ts'

/** A page that a message links to. */
interface Link {
  title: string
  url: string
}

type MediaPart = Extract<DegradedPart, { kind: 'media' }>

/** What a message has, before the channel's limits. */
interface Content {
  /** Paragraphs, a blank line between. */
  paragraphs: Run[][]
  options: OfferedOption[]
  links: Link[]
  media: MediaPart[]
  cards: Attachment[]
}

/**
 * What an activity becomes on a channel of these limits: every part is within them, and no word, option or link is lost. Pure. Only the last part carries
 * options. What is neither a message nor typing gives no part.
 */
export function degrade(activity: Activity, limits: Limits, context: RenderContext): readonly DegradedPart[] {
  if (activity.type === 'typing') return limits.typing ? [{ kind: 'typing' }] : []
  if (activity.type !== 'message') return []
  const content = contentOf(activity, limits, context)
  const form = choiceForm(content.options, limits)
  const button = linkButton(content, form, limits, context)
  const runs = joinParagraphs([
    ...content.paragraphs,
    ...(button === undefined ? content.links.map(linkLine) : []),
    ...optionParagraphs(content, form, context),
  ])
  const choices = shownChoices(form, limits, context)
  const under = button === undefined ? choices : 'link'
  const texts = writeParts(runs, limits.markup, {
    max: limits.textChars,
    lastMax: Math.min(limits.textChars, promptMax(limits, under)),
    unit: limits.textUnit ?? 'utf16',
  })
  return joinParts(texts, content, limits, { choices, button })
}

/** What a text that something stands under may take. */
function promptMax(limits: Limits, under: ShownChoices | 'link' | undefined): number {
  const { textChars, promptChars = textChars, linkButton: link } = limits
  if (under === undefined) return textChars
  return under === 'link' ? (link?.textChars ?? promptChars) : promptChars
}

interface Under {
  choices: ShownChoices | undefined
  button: Link | undefined
}

/** Files first, so that what asks for an answer stands last. */
function joinParts(
  texts: readonly string[],
  { media, cards }: Content,
  limits: Limits,
  { choices, button }: Under,
): DegradedPart[] {
  const [file] = media
  const [only] = texts
  const captioned = file !== undefined && media.length === 1 && texts.length === 1 && cards.length === 0
  if (captioned && only !== undefined && !choices && !button && fitsCaption(only, limits)) {
    return [{ ...file, caption: only }]
  }
  const parts: DegradedPart[] = [...media, ...texts.map(text => ({ kind: 'text' as const, text }))]
  if (cards.length > 0) parts.push({ kind: 'card', cards })
  const last = parts.at(-1)
  if (last?.kind === 'text' && button !== undefined) {
    parts[parts.length - 1] = { kind: 'link', text: last.text, ...button }
  } else if (choices !== undefined && (last?.kind === 'text' || last?.kind === 'card')) {
    parts[parts.length - 1] = { ...last, choices }
  }
  return parts
}

function fitsCaption(text: string, { media, textUnit }: Limits): boolean {
  const chars = media?.captionChars ?? 0
  return (textUnit === 'bytes' ? Buffer.byteLength(text) : text.length) <= chars
}

function contentOf(activity: Activity, limits: Limits, context: RenderContext): Content {
  const content: Content = { paragraphs: [], options: [], links: [], media: [], cards: [] }
  const { text = '', textFormat, attachments = [], suggestedActions } = activity
  if (text.trim() !== '') content.paragraphs.push(textRuns(text, textFormat, limits))
  for (const attachment of attachments) addAttachment(attachment, content, limits, context)
  for (const action of suggestedActions?.actions ?? []) addAction(action, content)
  return content
}

function textRuns(text: string, format: string | undefined, { markup }: Limits): Run[] {
  if (format === 'plain' || format === 'xml') return plainRuns(text)
  return markup === 'markdown' ? [{ text, raw: true }] : markdownRuns(text)
}

function addAttachment(
  attachment: Attachment,
  content: Content,
  limits: Limits,
  context: RenderContext,
): void {
  const card = cardContent(attachment)
  if (card === undefined) {
    if (attachment.contentUrl !== undefined)
      addFile(attachment, attachment.contentUrl, content, limits, context)
  } else if (limits.cards) content.cards.push(attachment)
  else addCard(card, content, limits, context)
}

function addCard(
  { lines, images, links, actions }: CardContent,
  content: Content,
  limits: Limits,
  context: RenderContext,
) {
  const words = lines.filter(line => line.some(run => run.text.trim() !== ''))
  if (words.length > 0)
    content.paragraphs.push(words.flatMap((line, index) => (index === 0 ? line : [NEW_LINE, ...line])))
  for (const url of images) addFile({ contentType: 'image/*' }, url, content, limits, context)
  content.links.push(...links)
  content.options.push(...actions)
}

const NEW_LINE: Run = { text: '\n' }

function addFile(
  { contentType, name }: Attachment,
  contentUrl: string,
  content: Content,
  limits: Limits,
  context: RenderContext,
): void {
  const media = mediaKind(contentType)
  const link = context.mediaLink(contentUrl)
  if (limits.media?.[media] !== undefined) {
    content.media.push({
      kind: 'media',
      media,
      contentUrl,
      contentType,
      ...(link !== undefined && { link }),
      ...(name !== undefined && { name }),
    })
  } else if (link !== undefined) content.links.push({ title: name ?? '', url: link })
  else {
    const sentence = context.text('common.channel.media_unavailable')
    content.paragraphs.push(plainRuns(name === undefined ? sentence : `${sentence} (${name})`))
  }
}

function mediaKind(contentType: string): MediaKind {
  const [kind] = contentType.toLowerCase().split('/')
  return kind === 'image' || kind === 'audio' || kind === 'video' ? kind : 'file'
}

/** An action that opens a page is a link; every other one is a choice by its title. */
function addAction({ type, title, value, text }: CardAction, content: Content): void {
  const url = safeAddress(value)
  const isLink = type === 'openUrl' || type === 'downloadFile' || type === 'signin'
  if (isLink && url !== undefined) content.links.push({ title, url })
  else if (!isLink && (title || text)) content.options.push({ title: title || (text as string), value })
}

/** One link and nothing to choose: the platform's own button. */
function linkButton(
  { links, paragraphs }: Content,
  form: ChoiceForm,
  limits: Limits,
  { text }: RenderContext,
): Link | undefined {
  const [link] = links
  if (!limits.linkButton || !link || links.length > 1 || form.kind !== 'none' || paragraphs.length === 0)
    return undefined
  const title = link.title || text('common.channel.open')
  const fits = title !== '' && title.length <= limits.linkButton.titleChars && /^https?:/i.test(link.url)
  return fits ? { title, url: link.url } : undefined
}

const linkLine = ({ title, url }: Link): Run[] => {
  const address: Run = { text: url, href: url }
  return title === '' || title === url
    ? [address]
    : [{ text: `${title.replace(/\s*[:：]\s*$/, '')}: ` }, address]
}

/** The options as text, where they have no other form or were cut in it. */
function optionParagraphs(
  { options, paragraphs, cards }: Content,
  form: ChoiceForm,
  { text }: RenderContext,
): Run[][] {
  if (form.kind === 'none') return []
  // Grades and sizes are their own numbers: others before them would only confuse.
  if (form.kind === 'numbered' && options.every(({ title }) => /^\d+$/.test(title.trim()))) {
    return [[{ text: options.map(({ title }) => title.trim()).join(' · ') }]]
  }
  const lines = options.flatMap(({ title }, index): Run[] => [
    ...(index === 0 ? [] : [NEW_LINE]),
    { text: `${index + 1}. ${title.trim()}` },
  ])
  if (form.kind === 'numbered') {
    const sentence =
      options.length === 1
        ? text('common.channel.choose_single')
        : text('common.channel.choose', { count: options.length })
    return sentence === '' ? [lines] : [lines, [{ text: sentence }]]
  }
  if (form.written) return [lines]
  // Buttons stand under a text; cards can carry them where the channel has cards.
  if (paragraphs.length > 0 || cards.length > 0) return []
  const prompt = text('common.channel.pick')
  return prompt === '' ? [lines] : [[{ text: prompt }]]
}

function shownChoices(form: ChoiceForm, limits: Limits, { text }: RenderContext): ShownChoices | undefined {
  if (form.kind === 'buttons') return { kind: 'buttons', options: form.options }
  if (form.kind !== 'list') return undefined
  const button = shortTitle(text('common.channel.options') || '…', limits.list?.buttonChars ?? 1)
  return { kind: 'list', button, options: form.options }
}

const joinParagraphs = (paragraphs: readonly (readonly Run[])[]): Run[] =>
  paragraphs.flatMap((paragraph, index) => (index === 0 ? paragraph : [{ text: '\n\n' }, ...paragraph]))
