/** Bytes of request bodies held at a time, all connections together. */
export interface BodyBudget {
  /** Begins one request's share. */
  open(): BodyShare
}

export interface BodyShare {
  /** Takes so many more bytes, or answers false and takes nothing when too many are held. */
  take(bytes: number): boolean
  /** Gives all of it back. */
  close(): void
}

/** A message always finds room, only large bodies wait for better times. */
const SMALL_BYTES = 65_536

/** A body is read before anybody has shown a token, so without a limit sixty half-sent uploads would cost 600 MB. */
export function createBodyBudget(mostBytes: number): BodyBudget {
  let held = 0
  return {
    open() {
      let own = 0
      return {
        take(bytes) {
          if (own + bytes > SMALL_BYTES && held + bytes > mostBytes) return false
          own += bytes
          held += bytes
          return true
        },
        close() {
          held -= own
          own = 0
        },
      }
    },
  }
}
