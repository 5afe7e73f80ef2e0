import type { Card, CardButton, CardNode } from '../../widget/card.ts'
import styles from './card.module.css'
import { InlineText, OutLink } from './rich-text.tsx'

/** The buttons as the customer had them: the agent can't press them, and sees where links lead. */
function Buttons({ buttons }: { buttons: readonly CardButton[] }) {
  return (
    <div className={styles.buttons}>
      {buttons.map(button =>
        button.kind === 'open' ? (
          <OutLink key={`${button.title} ${button.url}`} href={button.url} className={styles.button ?? ''}>
            <bdi>{button.title}</bdi>
          </OutLink>
        ) : (
          <span key={button.title} className={styles.button}>
            <bdi>{button.title}</bdi>
          </span>
        ),
      )}
    </div>
  )
}

function NodeView({ node }: { node: CardNode }) {
  const separated = 'separated' in node && node.separated
  switch (node.kind) {
    case 'text':
      return (
        <p
          dir="auto"
          data-separated={separated}
          data-size={node.look.size}
          data-weight={node.look.weight}
          data-tone={node.look.tone}
          data-subtle={node.look.subtle}
        >
          <InlineText text={node.text} />
        </p>
      )
    case 'facts':
      return (
        <dl data-separated={separated}>
          {node.facts.map(({ title, value }) => (
            <div key={`${title} ${value}`}>
              <dt dir="auto">{title}</dt>
              <dd dir="auto">
                <InlineText text={value} />
              </dd>
            </div>
          ))}
        </dl>
      )
    case 'image':
      return (
        <img
          src={node.url}
          alt={node.alt}
          loading="lazy"
          decoding="async"
          referrerPolicy="no-referrer"
          data-size={node.size}
        />
      )
    case 'group':
      return (
        <div data-separated={separated} data-tone={node.tone}>
          <Nodes nodes={node.children} />
        </div>
      )
    case 'columns':
      return (
        <div className={styles.columns} data-separated={separated}>
          {node.columns.map(({ children, grow }, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: columns never change places
            <div key={i} style={{ flex: grow === 0 ? '0 1 auto' : `${grow} 1 0` }}>
              <Nodes nodes={children} />
            </div>
          ))}
        </div>
      )
    case 'buttons':
      return <Buttons buttons={node.buttons} />
  }
}

function Nodes({ nodes }: { nodes: readonly CardNode[] }) {
  return nodes.map((node, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: elements of a card never change places
    <NodeView key={i} node={node} />
  ))
}

/** A card as the customer saw it. */
export function CardView({ card }: { card: Card }) {
  return (
    <div className={styles.card}>
      <Nodes nodes={card.body} />
      {card.buttons.length > 0 && <Buttons buttons={card.buttons} />}
    </div>
  )
}
