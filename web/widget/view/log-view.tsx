import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { ChatState, Pressed } from '../chat.ts'
import { safeLink, withoutBidi } from '../links.ts'
import { openChoices } from '../log.ts'
import { rowsOf } from '../rows.ts'
import type { WireAction } from '../wire.ts'
import { Avatar, Bubble } from './bubble.tsx'
import { DownIcon } from './icons.tsx'
import { OutLink } from './rich-text.tsx'
import { useWords } from './words.ts'

/** Nearer to the end than this counts as being there. */
const NEAR_END_PX = 90

interface Props {
  state: ChatState
  onPress(pressed: Pressed): void
  onRetry(key: string): void
}

/** The buttons under the last message. */
function Choices({ choices, onPress }: { choices: readonly WireAction[]; onPress(pressed: Pressed): void }) {
  const { say } = useWords()
  return (
    <ul class="choices" aria-label={say('choices')}>
      {choices.map((choice, i) => {
        const href = choice.type === 'openUrl' ? safeLink(choice.value) : undefined
        const title = <bdi>{choice.title}</bdi>
        return (
          <li key={i}>
            {href === undefined ? (
              <button type="button" class="choice" onClick={() => onPress(choice)}>
                {title}
              </button>
            ) : (
              <OutLink href={href} class="choice">
                {title}
              </OutLink>
            )}
          </li>
        )
      })}
    </ul>
  )
}

function Typing({ typing }: { typing: NonNullable<ChatState['log']['typing']> }) {
  const { say } = useWords()
  const name = withoutBidi(typing.name ?? say(typing.speaker))
  return (
    <div class={`row typing first last ${typing.speaker}`}>
      <Avatar speaker={typing.speaker} name={typing.name} />
      <div class="bubble" role="img" aria-label={say('typing', { name })}>
        <i />
        <i />
        <i />
      </div>
    </div>
  )
}

/** What was said, oldest first; stays at the end as long as the customer is there. */
export function LogView({ state, onPress, onRetry }: Props) {
  const { say, when } = useWords()
  const { log, connection, caughtUp } = state
  const scroller = useRef<HTMLDivElement>(null)
  const atEnd = useRef(true)
  const lastTop = useRef(0)
  const [missed, setMissed] = useState(false)
  const rows = rowsOf(log.messages)
  const last = log.messages.at(-1)
  const choices = log.ended ? undefined : openChoices(log)

  function toEnd(smooth: boolean) {
    const box = scroller.current
    if (!box) return
    const calm = !smooth || matchMedia('(prefers-reduced-motion: reduce)').matches
    box.scrollTo({ top: box.scrollHeight, behavior: calm ? 'instant' : 'smooth' })
    atEnd.current = true
    setMissed(false)
  }

  // A new last message, the typing sign and new choices all make the log longer.
  useLayoutEffect(() => {
    if (atEnd.current || last?.delivery === 'sending') toEnd(caughtUp)
    else if (last && last.speaker !== 'customer') setMissed(true)
  }, [last?.key, log.typing !== undefined, choices?.key])

  // A picture that loads, or a panel that shrinks for the keyboard, must not push the end out of sight.
  useEffect(() => {
    const box = scroller.current
    const content = box?.firstElementChild
    if (!box || !content) return
    const observer = new ResizeObserver(
      () => atEnd.current && box.scrollTo({ top: box.scrollHeight, behavior: 'instant' }),
    )
    observer.observe(box)
    observer.observe(content)
    return () => observer.disconnect()
  }, [])

  function onScroll() {
    const box = scroller.current
    if (!box) return
    const nearEnd = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_END_PX
    // On its smooth way down the log is far from its end, too: only who scrolls up leaves it.
    if (nearEnd || box.scrollTop < lastTop.current) atEnd.current = nearEnd
    lastTop.current = box.scrollTop
    if (nearEnd) setMissed(false)
  }

  return (
    <div class="log-frame">
      <section
        class="scroller"
        ref={scroller}
        onScroll={onScroll}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
        tabIndex={0}
        aria-label={say('conversation')}
      >
        <div class="log">
          <div
            role="log"
            aria-live={caughtUp ? 'polite' : 'off'}
            aria-relevant="additions"
            aria-label={say('conversation')}
          >
            {rows.map(row =>
              row.kind === 'day' ? (
                <div class="day" key={row.key}>
                  <time dateTime={new Date(row.at).toISOString().slice(0, 10)}>
                    {when.day(row.at, Date.now())}
                  </time>
                </div>
              ) : (
                <Bubble
                  key={row.key}
                  message={row.message}
                  first={row.first}
                  last={row.last}
                  tellSent={row.message === last && last.delivery === 'sent'}
                  online={connection === 'live' || connection === 'connecting'}
                  onPress={row.message === last && !log.ended ? onPress : undefined}
                  onRetry={onRetry}
                />
              ),
            )}
          </div>
          {log.typing && <Typing typing={log.typing} />}
          {rows.length === 0 && connection !== 'lost' && (
            <div class="waiting" role="img" aria-label={say('connecting')}>
              <i />
              <i />
              <i />
            </div>
          )}
          {choices && <Choices key={choices.key} choices={choices.choices} onPress={onPress} />}
        </div>
      </section>
      {missed && (
        <button type="button" class="to-end" onClick={() => toEnd(true)}>
          <DownIcon />
          {say('newMessages')}
        </button>
      )}
    </div>
  )
}
