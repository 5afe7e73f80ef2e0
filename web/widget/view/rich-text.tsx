import { useMemo, useState } from 'preact/hooks'
import { type Block, type Inline, parseAddresses, parseInline, parseMarkdown } from '../markdown.ts'
import { useWords } from './words.ts'

/** More than this would be a wall in a chat: the rest waits behind a button. */
const SHOWN_CHARS = 2_000

/** A link out of the chat: a new tab, which learns nothing of this page. */
export function OutLink(props: { href: string; class?: string; children: preact.ComponentChildren }) {
  const { say } = useWords()
  const web = /^https?:/.test(props.href)
  return (
    <a
      href={props.href}
      class={props.class}
      {...(web ? { target: '_blank' } : {})}
      rel="noopener noreferrer nofollow"
    >
      {props.children}
      {web && <span class="unseen"> {say('newTab')}</span>}
    </a>
  )
}

function Line({ inlines }: { inlines: Inline[] }) {
  return (
    <>
      {inlines.map((inline, i) => {
        if (inline.kind === 'text') return inline.text
        const children = <Line inlines={inline.children} />
        return inline.kind === 'bold' ? (
          <strong key={i}>{children}</strong>
        ) : (
          <OutLink key={i} href={inline.href}>
            {children}
          </OutLink>
        )
      })}
    </>
  )
}

/** A single line with bold and links, as a card's texts are. */
export function InlineText({ text }: { text: string }) {
  const lines = useMemo(() => text.split('\n').map(parseInline), [text])
  return (
    <>
      {lines.map((inlines, i) => (
        <span class="line" key={i}>
          <Line inlines={inlines} />
        </span>
      ))}
    </>
  )
}

function BlockView({ block }: { block: Block }) {
  if (block.kind === 'paragraph') {
    return (
      <p dir="auto">
        {block.lines.map((inlines, i) => (
          <span class="line" key={i}>
            <Line inlines={inlines} />
          </span>
        ))}
      </p>
    )
  }
  const entries = block.items.map((inlines, i) => (
    <li key={i} dir="auto">
      <Line inlines={inlines} />
    </li>
  ))
  return block.ordered ? <ol start={block.start}>{entries}</ol> : <ul>{entries}</ul>
}

/** A customer's words: line by line as typed. Each line has its own direction, so nothing in one turns another. */
function Typed({ text }: { text: string }) {
  return (
    <>
      {text.split('\n').map((line, i) => (
        <p dir="auto" class="typed" key={i}>
          {line === '' ? <br /> : <Line inlines={parseAddresses(line)} />}
        </p>
      ))}
    </>
  )
}

/** A message's text. Only text nodes and the elements above are ever made of it: no HTML. */
export function RichText({ text, markdown }: { text: string; markdown: boolean }) {
  const { say } = useWords()
  const [whole, setWhole] = useState(false)
  const cut = !whole && text.length > SHOWN_CHARS
  // A cut through the middle of an emoji leaves half a character behind.
  const shown = cut ? `${text.slice(0, SHOWN_CHARS).replace(/[\ud800-\udbff]$/, '')}…` : text
  const blocks = useMemo(() => (markdown ? parseMarkdown(shown) : undefined), [shown, markdown])
  return (
    <div class="rich">
      {blocks ? blocks.map((block, i) => <BlockView key={i} block={block} />) : <Typed text={shown} />}
      {cut && (
        <button type="button" class="plain more" onClick={() => setWhole(true)}>
          {say('showAll')}
        </button>
      )}
    </div>
  )
}
