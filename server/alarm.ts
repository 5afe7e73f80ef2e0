/** What a loop sleeps on. A ring while it works is not lost: the next sleep ends at once. */
export interface Alarm {
  ring(): void
  /** Resolves at the next ring, or after so many milliseconds. */
  sleep(ms: number): Promise<void>
}

export function createAlarm(): Alarm {
  let rung = false
  let wake: (() => void) | undefined
  return {
    ring() {
      rung = true
      wake?.()
    },
    sleep: ms =>
      new Promise(resolve => {
        if (rung || ms <= 0) {
          rung = false
          resolve()
          return
        }
        const timer = setTimeout(() => wake?.(), ms)
        wake = () => {
          clearTimeout(timer)
          wake = undefined
          rung = false
          resolve()
        }
      }),
  }
}
