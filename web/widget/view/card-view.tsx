import type { Card, CardButton, CardNode } from '../card.ts'
import type { Pressed } from '../chat.ts'
import { InlineText, OutLink } from './rich-text.tsx'

interface Props {
  /** Undefined when the card may no longer be answered. */
  onPress: ((pressed: Pressed) => void) | undefined
}

function Buttons({ buttons, onPress }: { buttons: readonly CardButton[] } & Props) {
  return (
    <div class="card-buttons">
      {buttons.map((button, i) =>
        button.kind === 'open' ? (
          <OutLink key={i} href={button.url} class="card-button">
            <bdi>{button.title}</bdi>
          </OutLink>
        ) : (
          <button
            key={i}
            type="button"
            class="card-button"
            disabled={!onPress}
            onClick={() => onPress?.({ title: button.title, value: button.value })}
          >
            <bdi>{button.title}</bdi>
          </button>
        ),
      )}
    </div>
  )
}

function Node({ node, onPress }: { node: CardNode } & Props) {
  const line = 'separated' in node && node.separated ? ' separated' : ''
  switch (node.kind) {
    case 'text': {
      const { size, weight, tone, subtle, align } = node.look
      const look = `card-text size-${size} weight-${weight} tone-${tone} align-${align}`
      return (
        <p class={`${look}${subtle ? ' subtle' : ''}${line}`} dir="auto">
          <InlineText text={node.text} />
        </p>
      )
    }
    case 'facts':
      return (
        <dl class={`card-facts${line}`}>
          {node.facts.map((fact, i) => (
            <div key={i}>
              <dt dir="auto">{fact.title}</dt>
              <dd dir="auto">
                <InlineText text={fact.value} />
              </dd>
            </div>
          ))}
        </dl>
      )
    case 'image':
      return (
        <img
          class={`card-image size-${node.size}${node.round ? ' round' : ''}`}
          src={node.url}
          alt={node.alt}
          loading="lazy"
          decoding="async"
          referrerpolicy="no-referrer"
        />
      )
    case 'group':
      return (
        <div class={`card-group tone-${node.tone}${line}`}>
          <Nodes nodes={node.children} onPress={onPress} />
        </div>
      )
    case 'columns':
      return (
        <div class={`card-columns${line}`}>
          {node.columns.map((column, i) => (
            <div
              key={i}
              class="card-column"
              style={{ flex: column.grow === 0 ? '0 1 auto' : `${column.grow} 1 0` }}
            >
              <Nodes nodes={column.children} onPress={onPress} />
            </div>
          ))}
        </div>
      )
    case 'buttons':
      return <Buttons buttons={node.buttons} onPress={onPress} />
  }
}

function Nodes({ nodes, onPress }: { nodes: readonly CardNode[] } & Props) {
  return (
    <>
      {nodes.map((node, i) => (
        <Node key={i} node={node} onPress={onPress} />
      ))}
    </>
  )
}

/** A card as the shop's bot sends it: an order with its facts, its tracking link, its next steps. */
export function CardView({ card, onPress }: { card: Card } & Props) {
  return (
    <article class="card" aria-label={card.speak}>
      <Nodes nodes={card.body} onPress={onPress} />
      {card.buttons.length > 0 && <Buttons buttons={card.buttons} onPress={onPress} />}
    </article>
  )
}
