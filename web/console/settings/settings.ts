import { useSyncExternalStore } from 'react'
import { z } from 'zod'

const schema = z.object({
  /** Of the console; the browser's own when never chosen. */
  language: z.string().optional().catch(undefined),
  /** Keys of one letter: can be switched off (WCAG 2.1.4). */
  shortcuts: z.boolean().catch(true),
  desktop: z.boolean().catch(false),
  sound: z.boolean().catch(false),
  /** `enter`: Enter sends, Shift+Enter breaks the line; `ctrl`: Ctrl+Enter sends. */
  sendWith: z.enum(['enter', 'ctrl']).catch('enter'),
  /** The context panel stands open beside the conversation. */
  panel: z.boolean().catch(true),
})
export type Settings = z.infer<typeof schema>

const NAME = 'conserje.console'
const listeners = new Set<() => void>()
let current = read()

/** What this browser's agent has chosen. */
export const settings = (): Settings => current

export function changeSettings(change: Partial<Settings>): void {
  current = { ...current, ...change }
  try {
    localStorage.setItem(NAME, JSON.stringify(current))
  } catch {
    // A browser that keeps nothing keeps it for this page.
  }
  for (const tell of listeners) tell()
}

export function useSettings(): Settings {
  return useSyncExternalStore(subscribe, settings)
}

function subscribe(tell: () => void): () => void {
  listeners.add(tell)
  return () => listeners.delete(tell)
}

function read(): Settings {
  try {
    return schema.parse(JSON.parse(localStorage.getItem(NAME) ?? '{}'))
  } catch {
    return schema.parse({})
  }
}
