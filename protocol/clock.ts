/** The only source of time: handed in, so that a test or a replay can stand still. Milliseconds since 1970, UTC. */
export type Clock = () => number

export const systemClock: Clock = () => Date.now()

/** ISO 8601 in UTC with milliseconds: the form of every stored or sent time (`...At`). Sorts as text. */
export function isoTime(ms: number): string {
  // Written some ten times a turn, most often for the same moment.
  if (ms !== lastMs) {
    lastText = new Date(ms).toISOString()
    lastMs = ms
  }
  return lastText
}

let lastMs = 0
let lastText = new Date(0).toISOString()
