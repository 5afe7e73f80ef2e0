import { useEffect, useRef } from 'react'
import { settings } from '../settings/settings.ts'
import { isPrefix, type ShortcutId, shortcutOf } from './shortcuts.ts'

type Handlers = Partial<Record<ShortcutId, (() => void) | undefined>>

/** The handlers on the page, the latest first: a page over another has the word. */
const mounted = new Set<{ current: Handlers }>()

/** The second key of two must come within this. */
const SEQUENCE_MS = 1_000
let prefix = ''
let prefixAt = 0

/** Does something at a key, as long as the component is on the page; an undefined handler leaves the key to others. */
export function useShortcuts(handlers: Handlers): void {
  const latest = useRef(handlers)
  useEffect(() => {
    latest.current = handlers
  })
  useEffect(() => {
    mounted.add(latest)
    // Before all others: the Escape that closes a dialog must not find it gone and mean the page.
    if (mounted.size === 1) window.addEventListener('keydown', onKey, true)
    return () => {
      mounted.delete(latest)
      if (mounted.size === 0) window.removeEventListener('keydown', onKey, true)
    }
  }, [])
}

function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
  if (isTyping(event.target) || document.querySelector('[role=dialog], [role=menu], [role=listbox]') !== null)
    return
  const plain = event.key.length === 1
  if (plain && !settings().shortcuts) return
  // Enter and arrows on a button or a tab are its own.
  if (!plain && event.key !== 'Escape' && isControl(event.target)) return
  const typed =
    prefix !== '' && event.timeStamp - prefixAt < SEQUENCE_MS ? `${prefix} ${event.key}` : event.key
  prefix = ''
  const id = shortcutOf(typed)
  const run = id === undefined ? undefined : handlerOf(id)
  if (run !== undefined) {
    event.preventDefault()
    run()
  } else if (isPrefix(event.key)) {
    prefix = event.key
    prefixAt = event.timeStamp
  }
}

function handlerOf(id: ShortcutId): (() => void) | undefined {
  for (const { current } of [...mounted].reverse()) {
    const run = current[id]
    if (run !== undefined) return run
  }
  return undefined
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target instanceof HTMLInputElement)
    return !/^(checkbox|radio|button|submit|range|file)$/.test(target.type)
  return target.isContentEditable || /^(TEXTAREA|SELECT|EMOJI-PICKER)$/.test(target.tagName)
}

const isControl = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  target.closest('button, a, input, select, summary, audio, video, [role=tab], [role=radio]') !== null
