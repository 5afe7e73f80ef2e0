import { useEffect, useState } from 'preact/hooks'
import type { Chat, ChatState } from '../chat.ts'

/** The conversation's state; the view is drawn again at each change. */
export function useChat(chat: Chat): ChatState {
  const [state, setState] = useState(chat.state)
  useEffect(() => {
    setState(chat.state())
    return chat.subscribe(() => setState(chat.state()))
  }, [chat])
  return state
}

/** Whether a media query holds now. */
export function useMedia(query: string): boolean {
  const [matches, setMatches] = useState(() => matchMedia(query).matches)
  useEffect(() => {
    const list = matchMedia(query)
    const follow = () => setMatches(list.matches)
    follow()
    list.addEventListener('change', follow)
    return () => list.removeEventListener('change', follow)
  }, [query])
  return matches
}

/** Whether the customer can see the page now. */
export function useVisible(): boolean {
  const [visible, setVisible] = useState(!document.hidden)
  useEffect(() => {
    const follow = () => setVisible(!document.hidden)
    document.addEventListener('visibilitychange', follow)
    return () => document.removeEventListener('visibilitychange', follow)
  }, [])
  return visible
}
