/** Runs what belongs to one key one after the other, in the order of the calls; different keys run side by side. */
export type Lanes = <T>(key: string, work: () => Promise<T>) => Promise<T>

/** Concurrent posts of a conversation reach log and inbox in the order in which they came, although each waits for two commits. */
export function createLanes(): Lanes {
  const tails = new Map<string, Promise<unknown>>()
  return (key, work) => {
    const result = (tails.get(key) ?? Promise.resolve()).then(work)
    const tail = result.then(
      () => undefined,
      () => undefined,
    )
    tails.set(key, tail)
    tail.then(() => {
      if (tails.get(key) === tail) tails.delete(key)
    })
    return result
  }
}
