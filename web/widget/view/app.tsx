import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { Chat } from '../chat.ts'
import { paletteOf } from '../colour.ts'
import { withoutBidi } from '../links.ts'
import { countUnread } from '../log.ts'
import type { Memory } from '../memory.ts'
import type { Options } from '../options.ts'
import { withCount } from '../page-title.ts'
import { ChatIcon, DownIcon } from './icons.tsx'
import { Panel } from './panel.tsx'
import { useChat, useMedia, useVisible } from './use-chat.ts'
import { useWords } from './words.ts'

interface Props {
  chat: Chat
  options: Options
  dir: 'ltr' | 'rtl'
  /** Lasts on this device: how far the customer has read. */
  device: Memory
  /** Lasts with this tab: the panel stays open from page to page, and half a message stays written. */
  tab: Memory
  /** An earlier conversation is there: its news show on the closed bubble. */
  remembered: boolean
}

const OPEN_KEY = 'open'
const DRAFT_KEY = 'draft'
const SEEN_KEY = 'seen'
const TALKED_KEY = 'talked'
/** So long after the last message an answer may still come; later, the closed bubble asks the server for nothing. */
const FOLLOW_MS = 24 * 3_600_000

/** How many messages wait unread; what is on the screen counts as read. */
function useUnread(chat: Chat, device: Memory, reading: boolean): number {
  const { log } = useChat(chat)
  const [seen, setSeen] = useState(() => device.read(SEEN_KEY))
  const last = log.messages.at(-1)
  const lastKey = last?.key
  const lastAt = last?.at
  useEffect(() => {
    if (lastAt !== undefined) device.write(TALKED_KEY, String(lastAt))
  }, [lastAt, device])
  useEffect(() => {
    if (!reading || lastKey === undefined) return
    setSeen(lastKey)
    device.write(SEEN_KEY, lastKey)
  }, [reading, lastKey, device])
  return reading ? 0 : countUnread(log, seen)
}

/** Keeps the number in front of the page's title, as mail programs do. */
function usePageTitle(unread: number) {
  useEffect(() => {
    document.title = withCount(document.title, unread)
    return () => {
      document.title = withCount(document.title, 0)
    }
  }, [unread])
}

/** The bubble and the panel, or the panel alone on a page of its own. */
export function App({ chat, options, dir, device, tab, remembered }: Props) {
  const { say, lang } = useWords()
  const state = useChat(chat)
  const page = options.mode === 'page'
  const [open, setOpen] = useState(() => page || (tab.read(OPEN_KEY) ?? (options.open ? '1' : '0')) === '1')
  const [draft, setDraft] = useState(() => tab.read(DRAFT_KEY) ?? '')
  const [byHand, setByHand] = useState(false)
  const field = useRef<HTMLTextAreaElement>(null)
  const section = useRef<HTMLElement>(null)
  const launcher = useRef<HTMLButtonElement>(null)
  const dark = useMedia('(prefers-color-scheme: dark)')
  const visible = useVisible()
  const unread = useUnread(chat, device, open && visible)
  usePageTitle(unread)

  useEffect(() => {
    const recent = Date.now() - Number(device.read(TALKED_KEY) ?? 0) < FOLLOW_MS
    if (open || (remembered && recent)) chat.connect()
  }, [open, remembered, chat, device])

  // Only who opened it by hand is taken there: a page that loads with the panel open keeps its own focus.
  useLayoutEffect(() => {
    if (!byHand) return
    if (open) takeFocus()
    else launcher.current?.focus()
  }, [open, byHand])

  function takeFocus() {
    const touch = matchMedia('(pointer: coarse)').matches
    ;(touch ? section : field).current?.focus()
  }

  function turn(next: boolean) {
    tab.write(OPEN_KEY, next ? '1' : '0')
    setByHand(true)
    setOpen(next)
  }

  const palette = useMemo(() => paletteOf(options.color), [options.color])
  const theme = options.theme === 'auto' ? (dark ? 'dark' : 'light') : options.theme
  const speaking = state.log.messages.findLast(({ speaker }) => speaker === 'bot' || speaker === 'agent')
  const botName = state.log.messages.findLast(({ speaker, name }) => speaker === 'bot' && name)?.name
  const who = withoutBidi(speaking?.name ?? say('bot'))
  return (
    <div
      class={`root ${page ? 'page' : 'floating'}${open ? ' open' : ''}`}
      data-theme={theme}
      data-position={options.position}
      dir={dir}
      lang={lang}
      style={{
        '--cj-accent': palette.accent,
        '--cj-on-accent': palette.onAccent,
        '--cj-accent-text': theme === 'dark' ? palette.accentOnDark : palette.accentOnLight,
      }}
    >
      {open && (
        <Panel
          chat={chat}
          state={state}
          title={options.title ?? botName ?? say('title')}
          draft={draft}
          onDraft={text => {
            setDraft(text)
            tab.write(DRAFT_KEY, text === '' ? undefined : text)
            if (text !== '') chat.typing()
          }}
          onClose={page ? undefined : () => turn(false)}
          section={section}
          takeFocus={takeFocus}
          field={field}
        />
      )}
      {!page && (
        <button
          ref={launcher}
          type="button"
          class="launcher"
          aria-expanded={open}
          aria-label={open ? say('close') : unread > 0 ? say('openUnread', { count: unread }) : say('open')}
          onClick={() => turn(!open)}
        >
          {open ? <DownIcon /> : <ChatIcon />}
          {unread > 0 && (
            <span class="badge" aria-hidden="true">
              {unread > 9 ? '9+' : unread}
            </span>
          )}
        </button>
      )}
      {!page && (
        <div class="unseen" role="status">
          {!open && unread > 0 && say('newMessage', { name: who })}
        </div>
      )}
    </div>
  )
}
