import { type ReactNode, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Block, type Inline, parseAddresses, parseInline, parseMarkdown } from '../../widget/markdown.ts'
import styles from './rich-text.module.css'

/** More than this would be a wall: the rest waits behind a button. */
const SHOWN_CHARS = 2_000

/** A link out of the console: a new tab, which learns nothing of this page. */
export function OutLink({
  href,
  className,
  children,
}: {
  href: string
  className?: string
  children: ReactNode
}) {
  const { t } = useTranslation()
  const isWeb = /^https?:/.test(href)
  return (
    <a
      href={href}
      className={className}
      {...(isWeb ? { target: '_blank' } : {})}
      rel="noopener noreferrer nofollow"
    >
      {children}
      {isWeb && <span className="unseen"> {t('newTab')}</span>}
    </a>
  )
}

// Pieces of a text never change places: their number is their key.
function Line({ inlines }: { inlines: readonly Inline[] }): ReactNode {
  return inlines.map((inline, i) => {
    if (inline.kind === 'text') return inline.text
    return inline.kind === 'bold' ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: see above
      <strong key={i}>
        <Line inlines={inline.children} />
      </strong>
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: see above
      <OutLink key={i} href={inline.href}>
        <Line inlines={inline.children} />
      </OutLink>
    )
  })
}

/** Lines with bold and links, as a card's texts are. */
export function InlineText({ text }: { text: string }) {
  const lines = useMemo(() => text.split('\n').map(parseInline), [text])
  return lines.map((inlines, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: see above
    <span className={styles.line} key={i}>
      <Line inlines={inlines} />
    </span>
  ))
}

function BlockView({ block }: { block: Block }) {
  if (block.kind === 'paragraph') {
    return (
      <p dir="auto">
        {block.lines.map((inlines, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <span className={styles.line} key={i}>
            <Line inlines={inlines} />
          </span>
        ))}
      </p>
    )
  }
  const entries = block.items.map((inlines, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: see above
    <li key={i} dir="auto">
      <Line inlines={inlines} />
    </li>
  ))
  return block.ordered ? <ol start={block.start}>{entries}</ol> : <ul>{entries}</ul>
}

/** A person's words, line by line as typed. Each line has its own direction, so nothing in one turns another. */
function Typed({ text }: { text: string }) {
  return text.split('\n').map((line, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: see above
    <p dir="auto" key={i}>
      {line === '' ? <br /> : <Line inlines={parseAddresses(line)} />}
    </p>
  ))
}

/** A message's text. Only text nodes and the elements above are ever made of it: no HTML. */
export function RichText({ text, markdown }: { text: string; markdown: boolean }) {
  const { t } = useTranslation()
  const [whole, setWhole] = useState(false)
  const isCut = !whole && text.length > SHOWN_CHARS
  // A cut through the middle of an emoji leaves half a character behind.
  const shown = isCut ? `${text.slice(0, SHOWN_CHARS).replace(/[\ud800-\udbff]$/, '')}…` : text
  const blocks = useMemo(() => (markdown ? parseMarkdown(shown) : undefined), [shown, markdown])
  return (
    <div className={styles.rich}>
      {blocks ? (
        blocks.map((block, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <BlockView key={i} block={block} />
        ))
      ) : (
        <Typed text={shown} />
      )}
      {isCut && (
        <button type="button" className={styles.more} onClick={() => setWhole(true)}>
          {t('message.showAll')}
        </button>
      )}
    </div>
  )
}
