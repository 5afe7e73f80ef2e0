/** What lasts: strings by key. Where the browser refuses storage (private mode, blocked cookies) it lasts as long as the page. */
export interface Memory {
  read(key: string): string | undefined
  /** undefined forgets it. */
  write(key: string, value: string | undefined): void
}

/**
 * @param open gives the browser's storage; it may throw, and so may each use of it
 * @param prefix keeps two servers' widgets on one shop apart
 */
export function createMemory(open: () => Storage, prefix: string): Memory {
  const fallback = new Map<string, string>()
  return {
    read(key) {
      try {
        return open().getItem(prefix + key) ?? fallback.get(key)
      } catch {
        return fallback.get(key)
      }
    },
    write(key, value) {
      if (value === undefined) fallback.delete(key)
      else fallback.set(key, value)
      try {
        if (value === undefined) open().removeItem(prefix + key)
        else open().setItem(prefix + key, value)
      } catch {
        // The page's own copy in `fallback` must do.
      }
    },
  }
}
