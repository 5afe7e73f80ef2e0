import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

type Gc = (options: { type: 'major'; execution: 'sync'; flavor: 'last-resort' }) => void

/**
 * Gives back to the system what loading took and serving does not need: reading a bot's YAML and its model leaves some 70 MB of garbage that V8 would
 * keep for an idle server's whole life (measured: 197 MB resident before, 160 after). Takes about 50 ms, once.
 */
export function giveBackMemory(): void {
  setFlagsFromString('--expose-gc')
  const gc = runInNewContext('gc') as Gc
  gc({ type: 'major', execution: 'sync', flavor: 'last-resort' })
}
