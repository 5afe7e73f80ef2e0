import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'

/** Pixels from the end within which the end is meant. */
const AT_END = 80
/** A scroll this soon after a hand, a wheel or a key is the reader's; all others come of rows that are measured. */
const BY_HAND_MS = 500

const HANDS = ['wheel', 'touchmove', 'pointerdown', 'keydown'] as const

/**
 * Keeps the reader's place in a list that grows at both ends and whose rows are measured late: at the end for who is there, else at the row that they read.
 * `height` is that of all rows, `first` the key of the first.
 */
export function useScrollPlace(
  scroller: RefObject<HTMLElement | null>,
  height: number,
  first: string | undefined,
): { isAtEnd: boolean; toEnd(): void } {
  const sticks = useRef(true)
  const last = useRef({ height, first })
  const [isAtEnd, setIsAtEnd] = useState(true)

  const toEnd = useCallback(() => {
    const element = scroller.current
    if (element === null) return
    sticks.current = true
    setIsAtEnd(true)
    element.scrollTop = element.scrollHeight
  }, [scroller])

  useLayoutEffect(() => {
    const element = scroller.current
    if (element === null) return
    if (sticks.current) element.scrollTop = element.scrollHeight
    // Older rows came before what is read.
    else if (last.current.first !== first) element.scrollTop += height - last.current.height
    last.current = { height, first }
  }, [scroller, height, first])

  useEffect(() => {
    const element = scroller.current
    if (element === null) return
    let handAt = Number.NEGATIVE_INFINITY
    const byHand = (event: Event) => {
      handAt = event.timeStamp
    }
    const onScroll = (event: Event) => {
      const near = element.scrollHeight - element.scrollTop - element.clientHeight < AT_END
      if (near) sticks.current = true
      else if (event.timeStamp - handAt < BY_HAND_MS) sticks.current = false
      // The list moved itself, by rows that it measured after we had gone to the end.
      else if (sticks.current) element.scrollTop = element.scrollHeight
      setIsAtEnd(sticks.current)
    }
    for (const name of HANDS) element.addEventListener(name, byHand, { passive: true })
    element.addEventListener('scroll', onScroll, { passive: true })
    // A field that grows, or a keyboard that comes up, takes height from the list.
    const watch = new ResizeObserver(() => {
      if (sticks.current) element.scrollTop = element.scrollHeight
    })
    watch.observe(element)
    return () => {
      for (const name of HANDS) element.removeEventListener(name, byHand)
      element.removeEventListener('scroll', onScroll)
      watch.disconnect()
    }
  }, [scroller])

  return { isAtEnd, toEnd }
}
