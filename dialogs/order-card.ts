import { ADAPTIVE_CARD, type Attachment } from '../protocol/activity.ts'
import type { JsonObject } from '../protocol/json.ts'

/** Facts of an order card, in their order: each is shown when the order has a value of that name. */
const FACTS = ['status', 'items', 'total', 'carrier', 'tracking', 'eta'] as const

/** Nothing is on its way any more, so a day on which it is expected would mislead. */
const ENDED: ReadonlySet<unknown> = new Set(['delivered', 'returned', 'refunded', 'cancelled'])

/** Words for the card: a text by key, with further values; undefined where no language has it. */
export type CardText = (key: string, values?: JsonObject) => string | undefined

/**
 * An order as an Adaptive Card. Every word comes from texts: `common.card.title`, `common.card.track`, and of each fact a label
 * (`common.card.eta`) and a value (`common.card.eta_value`), so that a bot may word, format or leave out any of them.
 * @see https://adaptivecards.io/explorer/ (version 1.3: what most hosts show; read 2026-11)
 */
export function orderCard(order: JsonObject, text: CardText): Attachment {
  const items = Array.isArray(order.items) ? order.items : []
  const known = (fact: string) =>
    fact === 'items'
      ? items.length > 0
      : (order[fact] ?? '') !== '' && !(fact === 'eta' && ENDED.has(order.status))
  const facts = FACTS.filter(known).flatMap(fact => {
    const title = text(`common.card.${fact}`)
    const value = fact === 'items' ? itemList(items, text) : text(valueKey(fact, order, text))
    return title === undefined || value === undefined || value === '' ? [] : [{ title, value }]
  })
  const url = typeof order.trackingUrl === 'string' && /^https?:\/\//.test(order.trackingUrl)
  const track = url ? text('common.card.track') : undefined
  return {
    contentType: ADAPTIVE_CARD,
    name: text('common.card.title'),
    content: {
      type: 'AdaptiveCard',
      $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
      version: '1.3',
      body: [
        {
          type: 'TextBlock',
          text: text('common.card.title') ?? '',
          weight: 'Bolder',
          size: 'Medium',
          wrap: true,
        },
        { type: 'FactSet', facts },
      ],
      actions: track === undefined ? [] : [{ type: 'Action.OpenUrl', title: track, url: order.trackingUrl }],
    },
  }
}

/** A status has words of its own; another value is written by its key. */
function valueKey(fact: string, order: JsonObject, text: CardText): string {
  const own = `common.card.${fact}_value.${String(order[fact])}`
  return fact === 'status' && text(own) !== undefined ? own : `common.card.${fact}_value`
}

const itemList = (items: readonly unknown[], text: CardText): string =>
  items
    .slice(0, 20)
    .flatMap(item => text('common.card.item', { item: item as JsonObject }) ?? [])
    .join('\n')
