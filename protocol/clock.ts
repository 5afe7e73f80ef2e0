/** The only source of time: handed in, so that a test or a replay can stand still. Milliseconds since 1970, UTC. */
export type Clock = () => number

export const systemClock: Clock = () => Date.now()

/** ISO 8601 in UTC with milliseconds: the form of every stored or sent time (`...At`). Sorts as text. */
export const isoTime = (ms: number): string => new Date(ms).toISOString()
