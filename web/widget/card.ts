import { safeImage, safeLink, withoutBidi } from './links.ts'
import { ADAPTIVE_CARD, fields, items, readAction, text, type WireAttachment } from './wire.ts'

/** How a card's text is shown; the names are the Adaptive Cards schema's. */
export interface TextLook {
  size: 'small' | 'default' | 'medium' | 'large'
  weight: 'lighter' | 'default' | 'bolder'
  tone: 'default' | 'accent' | 'good' | 'warning' | 'attention'
  subtle: boolean
  align: 'start' | 'center' | 'end'
}

/** A pressed button of a card: a link that opens, or a value that is sent as the customer's message. */
export type CardButton =
  | { kind: 'open'; title: string; url: string }
  | { kind: 'send'; title: string; value: unknown }

/** One element of a card. */
export type CardNode =
  | { kind: 'text'; text: string; look: TextLook; separated: boolean }
  | { kind: 'facts'; facts: { title: string; value: string }[]; separated: boolean }
  | {
      kind: 'image'
      url: string
      alt: string
      size: 'small' | 'medium' | 'large' | 'stretch'
      round: boolean
    }
  | { kind: 'group'; children: CardNode[]; tone: string; separated: boolean }
  | { kind: 'columns'; columns: { children: CardNode[]; grow: number }[]; separated: boolean }
  | { kind: 'buttons'; buttons: CardButton[] }

/** A card: what it says, and its buttons below. */
export interface Card {
  body: CardNode[]
  buttons: CardButton[]
  /** What a screen reader says for the whole, where the card says so. */
  speak: string | undefined
}

/** Cards nest; what lies deeper than this is nobody's order card. */
const DEPTH = 8
const ELEMENTS = 60

const lower = (value: unknown) => (typeof value === 'string' ? value.toLowerCase() : '')
const oneOf = <T extends string>(value: unknown, allowed: readonly T[], otherwise: T): T =>
  allowed.find(name => name === lower(value)) ?? otherwise

function lookOf(raw: Record<string, unknown>): TextLook {
  const heading = lower(raw.style) === 'heading'
  const size = lower(raw.size) === 'extralarge' ? 'large' : raw.size
  const align = lower(raw.horizontalAlignment)
  return {
    size: oneOf(size, ['small', 'default', 'medium', 'large'], heading ? 'medium' : 'default'),
    weight: oneOf(raw.weight, ['lighter', 'default', 'bolder'], heading ? 'bolder' : 'default'),
    tone: oneOf(raw.color, ['default', 'accent', 'good', 'warning', 'attention'], 'default'),
    subtle: raw.isSubtle === true,
    align: align === 'center' ? 'center' : align === 'right' ? 'end' : 'start',
  }
}

function buttonOf(value: unknown): CardButton | undefined {
  const raw = fields(value)
  const title = withoutBidi(text(raw.title) ?? '')
  if (title === '') return undefined
  if (raw.type === 'Action.OpenUrl') {
    const url = safeLink(raw.url)
    return url === undefined ? undefined : { kind: 'open', title, url }
  }
  if (raw.type === 'Action.Submit' || raw.type === 'Action.Execute')
    return { kind: 'send', title, value: raw.data }
  return undefined
}

const buttonsOf = (value: unknown) =>
  items(value, 10)
    .map(buttonOf)
    .filter(button => button !== undefined)

function nodesOf(value: unknown, depth: number): CardNode[] {
  return items(value, ELEMENTS).flatMap(child => nodeOf(child, depth))
}

/** An unknown element shows the text it holds, or what the schema calls its fallback. */
function unknownOf(raw: Record<string, unknown>, depth: number): CardNode[] {
  if (typeof raw.fallback === 'object') return nodeOf(raw.fallback, depth + 1)
  const inlines = items(raw.inlines)
    .map(inline => (typeof inline === 'string' ? inline : (text(fields(inline).text) ?? '')))
    .join('')
  const words = text(raw.text) ?? text(inlines) ?? text(raw.altText) ?? text(raw.title)
  if (words !== undefined) return [{ kind: 'text', text: words, look: lookOf({}), separated: false }]
  return nodesOf(raw.items ?? raw.body, depth + 1)
}

function nodeOf(value: unknown, depth: number): CardNode[] {
  const raw = fields(value)
  if (depth > DEPTH || raw.isVisible === false) return []
  const separated = raw.separator === true
  switch (raw.type) {
    case 'TextBlock': {
      const words = text(raw.text)
      return words === undefined ? [] : [{ kind: 'text', text: words, look: lookOf(raw), separated }]
    }
    case 'FactSet': {
      const facts = items(raw.facts, ELEMENTS).map(fact => ({
        title: text(fields(fact).title) ?? '',
        value: text(fields(fact).value) ?? '',
      }))
      return facts.length === 0 ? [] : [{ kind: 'facts', facts, separated }]
    }
    case 'Image': {
      const url = safeImage(raw.url)
      const alt = text(raw.altText) ?? ''
      if (url === undefined) return alt === '' ? [] : unknownOf({ text: alt }, depth)
      const size = oneOf(raw.size, ['small', 'medium', 'large', 'stretch'], 'stretch')
      return [{ kind: 'image', url, alt, size, round: lower(raw.style) === 'person' }]
    }
    case 'Container':
      return [{ kind: 'group', children: nodesOf(raw.items, depth + 1), tone: toneOf(raw.style), separated }]
    case 'ColumnSet':
      return [
        {
          kind: 'columns',
          separated,
          columns: items(raw.columns, 6).map(column => ({
            children: nodesOf(fields(column).items, depth + 1),
            grow: growOf(fields(column).width),
          })),
        },
      ]
    case 'ActionSet': {
      const buttons = buttonsOf(raw.actions)
      return buttons.length === 0 ? [] : [{ kind: 'buttons', buttons }]
    }
    default:
      return unknownOf(raw, depth)
  }
}

const toneOf = (style: unknown) =>
  oneOf(style, ['default', 'emphasis', 'accent', 'good', 'warning', 'attention'], 'default')

/** `auto` takes what it needs, a number is a weight, everything else shares the rest. */
function growOf(width: unknown): number {
  if (lower(width) === 'auto' || /^\d+px$/.test(lower(width))) return 0
  const weight = Number(width)
  return Number.isFinite(weight) && weight > 0 ? Math.min(weight, 100) : 1
}

/** Bot Framework's older cards, as other channels' bots send them. */
function heroCard(content: Record<string, unknown>): Card {
  const block = (words: unknown, look: Record<string, unknown>): unknown => ({
    type: 'TextBlock',
    text: words,
    ...look,
  })
  const pictures = items(content.images, 1).map(image => ({
    type: 'Image',
    url: fields(image).url,
    altText: fields(image).alt,
  }))
  const body = [
    ...pictures,
    block(content.title, { weight: 'bolder', size: 'medium' }),
    block(content.subtitle, { isSubtle: true }),
    block(content.text, {}),
  ]
  const buttons = items(content.buttons, 10).map(button => {
    const action = readAction(button)
    return action?.type === 'openUrl'
      ? { type: 'Action.OpenUrl', title: action.title, url: action.value }
      : { type: 'Action.Submit', title: action?.title, data: action?.value }
  })
  return { body: nodesOf(body, 0), buttons: buttonsOf(buttons), speak: undefined }
}

/** The card in an attachment; undefined when it is no card but a file. */
export function cardOf({ contentType, content }: WireAttachment): Card | undefined {
  const raw = fields(content)
  if (contentType === ADAPTIVE_CARD) {
    const actions = items(raw.actions, 10)
    return { body: nodesOf(raw.body, 0), buttons: buttonsOf(actions), speak: text(raw.speak) }
  }
  if (/^application\/vnd\.microsoft\.card\.(hero|thumbnail)$/.test(contentType)) return heroCard(raw)
  return undefined
}
