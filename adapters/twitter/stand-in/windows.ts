/** X's count of calls: so many in so long, told in headers of each answer. */
export interface CallWindow {
  /** Counts one call; `over` when it is one too many. */
  count(nowMs: number): { over: boolean; headers: Record<string, string> }
  /** Headers of a window that is closed, as if it was used up. */
  closed(nowMs: number): Record<string, string>
}

export function callWindow(limit: number, windowMs: number): CallWindow {
  let endsAt = 0
  let left = limit
  const headers = () => ({
    'x-rate-limit-limit': String(limit),
    'x-rate-limit-remaining': String(Math.max(0, left)),
    'x-rate-limit-reset': String(Math.ceil(endsAt / 1000)),
  })
  const renew = (nowMs: number) => {
    if (nowMs < endsAt) return
    endsAt = nowMs + windowMs
    left = limit
  }
  return {
    count(nowMs) {
      renew(nowMs)
      left--
      return { over: left < 0, headers: headers() }
    },
    closed(nowMs) {
      renew(nowMs)
      return {
        ...headers(),
        'x-rate-limit-remaining': '0',
        'x-rate-limit-reset': String(Math.ceil(nowMs / 1000)),
      }
    },
  }
}
