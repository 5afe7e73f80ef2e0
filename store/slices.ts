/** The event loop is held for at most this long, by all that is done in slices together, before sockets are served again. Milliseconds. */
const SLICE_MS = 3

let sliceEnd = 0
let next: Promise<void> | undefined

/** Does something with each, in order; the event loop is served in between. What began first goes on first. */
export async function inSlices<Value>(values: Iterable<Value>, use: (value: Value) => void): Promise<void> {
  for (const value of values) {
    while (performance.now() >= sliceEnd) await nextSlice()
    use(value)
  }
}

/** One slice a turn of the event loop, whoever asks for it. */
function nextSlice(): Promise<void> {
  next ??= new Promise(resolve => {
    setImmediate(() => {
      next = undefined
      sliceEnd = performance.now() + SLICE_MS
      resolve()
    })
  })
  return next
}
