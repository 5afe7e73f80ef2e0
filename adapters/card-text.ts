import { z } from 'zod'
import { ADAPTIVE_CARD, type Attachment } from '../protocol/activity.ts'
import { markdownRuns, plainRuns, type Run, safeAddress } from './rich-text.ts'

/** What a card says, for a channel without cards. */
export interface CardContent {
  /** Its words, line by line. */
  lines: readonly (readonly Run[])[]
  images: readonly string[]
  links: readonly { title: string; url: string }[]
  /** What its buttons send. */
  actions: readonly { title: string; value: unknown }[]
}

interface Draft {
  lines: Run[][]
  images: string[]
  links: { title: string; url: string }[]
  actions: { title: string; value: unknown }[]
}

/** Cards of the Bot Framework by the last word of their content type. */
const PLAIN_CARD =
  /^application\/vnd\.microsoft\.card\.(?:hero|thumbnail|receipt|signin|audio|video|animation|oauth)$/

/** The words, pictures, links and buttons of a card, in its order; undefined for what is no card. A card that can't be read has nothing. */
export function cardContent({ contentType, content, name }: Attachment): CardContent | undefined {
  if (contentType !== ADAPTIVE_CARD && !PLAIN_CARD.test(contentType)) return undefined
  const draft: Draft = { lines: [], images: [], links: [], actions: [] }
  if (contentType === ADAPTIVE_CARD) readElement(content, draft, 0)
  else readPlainCard(content, draft)
  const isEmpty = Object.values(draft).every(list => list.length === 0)
  if (isEmpty && name !== undefined) draft.lines.push(plainRuns(name))
  return draft
}

const text = z.string().catch('')
const list = z.array(z.unknown()).catch([])
const elementSchema = z
  .looseObject({
    type: text,
    text,
    title: text,
    label: text,
    url: text,
    weight: text,
    size: text,
    style: text,
    fallbackText: text,
    isVisible: z.unknown(),
    facts: list,
    body: list,
    items: list,
    columns: list,
    images: list,
    inlines: list,
    rows: list,
    cells: list,
    actions: list,
    card: z.unknown(),
    data: z.unknown(),
  })
  .partial()

/** Deeper ones are not meant. */
const DEEPEST = 12

/** @see https://adaptivecards.io/explorer/ (version 1.6; read 2026-11) */
function readElement(raw: unknown, draft: Draft, depth: number): void {
  const element = elementSchema.safeParse(raw).data
  if (element === undefined || depth > DEEPEST || element.isVisible === false) return
  const { type = '', url, facts = [], inlines = [] } = element
  if (type === 'TextBlock') draft.lines.push(textBlock(element))
  else if (type === 'Image') addImage(url, draft)
  else if (type.startsWith('Action.')) readAction(element, draft, depth)
  else if (type.startsWith('Input.')) addLine(element.label ?? element.title ?? '', draft)
  if (inlines.length > 0) addLine(inlines.map(inlineText).join(''), draft)
  for (const fact of facts) draft.lines.push(factLine(fact))
  const { body = [], items = [], columns = [], images = [], rows = [], cells = [], actions = [] } = element
  for (const inner of [...body, ...items, ...columns, ...images, ...rows, ...cells, ...actions]) {
    readElement(inner, draft, depth + 1)
  }
  if (type === 'AdaptiveCard' && draft.lines.length === 0) addLine(element.fallbackText ?? '', draft)
}

type Element = z.infer<typeof elementSchema>

function textBlock({ text: words = '', weight, style }: Element): Run[] {
  const isHeading = weight?.toLowerCase() === 'bolder' || style === 'heading'
  return markdownRuns(words).map(run => (isHeading ? { ...run, bold: true } : run))
}

const inlineText = (inline: unknown): string =>
  typeof inline === 'string' ? inline : (elementSchema.safeParse(inline).data?.text ?? '')

function readAction({ type, title = '', url, card, data }: Element, draft: Draft, depth: number): void {
  const address = safeAddress(url)
  if (type === 'Action.OpenUrl') {
    if (address !== undefined) draft.links.push({ title, url: address })
  } else if (type === 'Action.ShowCard') readElement(card, draft, depth + 1)
  else if (title !== '' && (type === 'Action.Submit' || type === 'Action.Execute')) {
    draft.actions.push({ title, value: data })
  }
}

const factSchema = z
  .looseObject({ title: text, key: text, value: text, subtitle: text, price: text, quantity: text })
  .partial()

/** `label: value`; a value of several lines stands under its label. */
function factLine(raw: unknown): Run[] {
  const { title, key, value = '' } = factSchema.safeParse(raw).data ?? {}
  return labelled(title || key || '', value)
}

function labelled(label: string, value: string): Run[] {
  if (label === '' || value === '') return plainRuns(label + value)
  return plainRuns(`${label.replace(/\s*[:：]\s*$/, '')}:${value.includes('\n') ? '\n' : ' '}${value}`)
}

const plainCardSchema = z
  .looseObject({
    title: text,
    subtitle: text,
    text,
    facts: list,
    items: list,
    tax: text,
    vat: text,
    total: text,
    images: list,
    image: z.unknown(),
    media: list,
    buttons: list,
  })
  .partial()

const imageSchema = z.looseObject({ url: z.string() })
const buttonSchema = z.looseObject({ type: z.string(), title: text, value: z.unknown().optional() })

/** @see https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference (HeroCard and its kin; read 2026-11) */
function readPlainCard(raw: unknown, draft: Draft): void {
  const card = plainCardSchema.safeParse(raw).data
  if (card === undefined) return
  if (card.title) draft.lines.push([{ text: card.title, bold: true }])
  addLine(card.subtitle ?? '', draft)
  if (card.text) draft.lines.push(markdownRuns(card.text))
  for (const fact of card.facts ?? []) draft.lines.push(factLine(fact))
  for (const item of card.items ?? []) {
    const { title = '', subtitle = '', price = '' } = factSchema.safeParse(item).data ?? {}
    draft.lines.push(labelled([title, subtitle].filter(Boolean).join(', '), price))
  }
  addLine(card.total ?? '', draft)
  for (const image of [...(card.images ?? []), card.image])
    addImage(imageSchema.safeParse(image).data?.url, draft)
  for (const medium of card.media ?? []) {
    const url = safeAddress(imageSchema.safeParse(medium).data?.url)
    if (url !== undefined) draft.links.push({ title: '', url })
  }
  for (const button of card.buttons ?? []) readButton(button, draft)
}

function readButton(raw: unknown, draft: Draft): void {
  const button = buttonSchema.safeParse(raw).data
  if (button === undefined) return
  const { type, title, value } = button
  const url = safeAddress(value)
  if (type === 'openUrl' || type === 'signin' || type === 'downloadFile') {
    if (url !== undefined) draft.links.push({ title, url })
  } else if (title !== '') draft.actions.push({ title, value })
}

function addLine(line: string, draft: Draft): void {
  if (line.trim() !== '') draft.lines.push(plainRuns(line))
}

function addImage(url: string | undefined, draft: Draft): void {
  if (url !== undefined && url !== '') draft.images.push(url)
}
