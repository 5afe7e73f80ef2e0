import { destination, pino } from 'pino'
import { ConserjeError } from '../protocol/errors.ts'
import type { Log } from '../protocol/log.ts'

/** Names under which a customer's words or person might slip into a log line: their values are cut. */
const PERSONAL = [
  'text',
  'name',
  'email',
  'phone',
  'address',
  'clientAddress',
  'threadKey',
  'payload',
  'activity',
]

export interface ServerLog extends Log {
  /** Writes out what is buffered: before the process ends. */
  flush(): void
}

/**
 * JSON lines on stderr (or to `write`), stdout being for what a person asked to see. Fields are ids, codes, counts and durations; as a second
 * fence the names of personal fields are cut, also one level deep.
 */
export function createLog(level: string, write?: (line: string) => void): ServerLog {
  const options = {
    level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    // Pino's own would write the message and every field of an error, a database's row among them.
    serializers: { err: errorFields },
    redact: { paths: PERSONAL.flatMap(name => [name, `*.${name}`]), censor: '[cut]' },
  }
  const logger = pino(options, write === undefined ? destination({ fd: 2, sync: true }) : { write })
  return {
    debug: (fields, message) => logger.debug(fields, message),
    info: (fields, message) => logger.info(fields, message),
    warn: (fields, message) => logger.warn(fields, message),
    error: (fields, message) => logger.error(fields, message),
    flush: () => logger.flush(),
  }
}

/**
 * An error as log fields: class, code, where in our code. The message only of errors that never quote data: ours, and the engine's own TypeError and ReferenceError.
 * A SyntaxError of JSON.parse, say, quotes the text that it could not read, which may be a customer's.
 */
export function errorFields(error: unknown): {
  error: string
  code?: string
  reason?: string
  stack?: string
  cause?: object
} {
  if (!(error instanceof Error)) return { error: typeof error }
  const speaks =
    error instanceof ConserjeError || error instanceof TypeError || error instanceof ReferenceError
  const code = (error as { code?: unknown }).code
  const frames = error.stack?.split('\n').filter(line => line.startsWith('    at '))
  return {
    error: error.constructor.name,
    ...(typeof code === 'string' ? { code } : {}),
    ...(speaks ? { reason: error.message } : {}),
    ...(frames === undefined || error instanceof ConserjeError
      ? {}
      : { stack: frames.slice(0, 8).join('\n') }),
    ...(error.cause === undefined ? {} : { cause: errorFields(error.cause) }),
  }
}
