import { useCallback, useRef } from 'react'
import { act } from '../api/write.ts'

/** The other side forgets it after six seconds. */
const AGAIN_MS = 3_000

/** Tells the customer, at most each three seconds, that an answer is being written. */
export function useTyping(id: string): () => void {
  const toldAt = useRef(0)
  return useCallback(() => {
    const now = Date.now()
    if (now - toldAt.current < AGAIN_MS) return
    toldAt.current = now
    // A sign of the moment: nothing is lost when it doesn't arrive.
    act(id, 'typing').catch(() => {})
  }, [id])
}
