/**
 * Milliseconds of processor time that a synchronous piece of work takes on this thread. Tests that something is read in a bounded time measure it so: by
 * the clock on the wall, what else the machine does would count too.
 */
export function processorMs(work: () => void): number {
  const before = process.threadCpuUsage()
  work()
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / 1_000
}
