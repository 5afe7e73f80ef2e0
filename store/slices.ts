import { setImmediate as nextTick } from 'node:timers/promises'

/** The event loop is held for at most this long. Milliseconds. */
const SLICE_MS = 8

/** Does something with each, in order; sockets are served in between. */
export async function inSlices<Value>(values: Iterable<Value>, use: (value: Value) => void): Promise<void> {
  let sliceEnd = performance.now() + SLICE_MS
  for (const value of values) {
    if (performance.now() > sliceEnd) {
      await nextTick()
      sliceEnd = performance.now() + SLICE_MS
    }
    use(value)
  }
}
