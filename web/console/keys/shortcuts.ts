/** Every key of the console: what `?` shows, in this order. `g q` is g, then q. Texts are `keys.<id>`. */
export const SHORTCUTS = [
  { id: 'next', keys: ['j', 'ArrowDown'], group: 'queue' },
  { id: 'previous', keys: ['k', 'ArrowUp'], group: 'queue' },
  { id: 'open', keys: ['Enter', 'o'], group: 'queue' },
  { id: 'find', keys: ['f'], group: 'queue' },
  { id: 'viewMine', keys: ['1'], group: 'queue' },
  { id: 'viewUnassigned', keys: ['2'], group: 'queue' },
  { id: 'viewAll', keys: ['3'], group: 'queue' },
  { id: 'viewOverdue', keys: ['4'], group: 'queue' },
  { id: 'claim', keys: ['c'], group: 'conversation' },
  { id: 'accept', keys: ['a'], group: 'conversation' },
  { id: 'decline', keys: ['d'], group: 'conversation' },
  { id: 'reply', keys: ['r'], group: 'conversation' },
  { id: 'note', keys: ['n'], group: 'conversation' },
  { id: 'canned', keys: ['/'], group: 'conversation' },
  { id: 'emoji', keys: ['m'], group: 'conversation' },
  { id: 'attach', keys: ['u'], group: 'conversation' },
  { id: 'hold', keys: ['h'], group: 'conversation' },
  { id: 'transfer', keys: ['t'], group: 'conversation' },
  { id: 'return', keys: ['b'], group: 'conversation' },
  { id: 'resolve', keys: ['e'], group: 'conversation' },
  { id: 'context', keys: ['i'], group: 'conversation' },
  { id: 'latest', keys: ['End'], group: 'conversation' },
  { id: 'back', keys: ['Escape'], group: 'conversation' },
  { id: 'goQueue', keys: ['g q'], group: 'everywhere' },
  { id: 'goSearch', keys: ['g s'], group: 'everywhere' },
  { id: 'goDesk', keys: ['g d'], group: 'everywhere' },
  { id: 'goFigures', keys: ['g f'], group: 'everywhere' },
  { id: 'goAccount', keys: ['g a'], group: 'everywhere' },
  { id: 'presence', keys: ['p'], group: 'everywhere' },
  { id: 'theme', keys: ['l'], group: 'everywhere' },
  { id: 'help', keys: ['?'], group: 'everywhere' },
] as const

export type ShortcutId = (typeof SHORTCUTS)[number]['id']

/** A key as the page tells it: what a printable key writes, else its name. */
export function shortcutOf(typed: string): ShortcutId | undefined {
  return SHORTCUTS.find(({ keys }) => (keys as readonly string[]).includes(typed))?.id
}

/** True for a key that begins one of two keys. */
export const isPrefix = (typed: string): boolean =>
  SHORTCUTS.some(({ keys }) => keys.some(key => key.startsWith(`${typed} `)))
