import { StoreError } from '../../protocol/errors.ts'
import type { HttpAnswer } from '../../protocol/http.ts'
import type { Log } from '../../protocol/log.ts'

/** Direct Line's words for what went wrong; clients look at the status, people at the code. */
export type RefusalCode =
  | 'BadArgument'
  | 'MissingProperty'
  | 'Unauthorized'
  | 'TokenExpired'
  | 'Forbidden'
  | 'NotFound'
  | 'MessageSizeTooBig'
  | 'UnsupportedMediaType'
  | 'TooManyRequests'

const STATUS: Record<RefusalCode, number> = {
  BadArgument: 400,
  MissingProperty: 400,
  Unauthorized: 401,
  TokenExpired: 403,
  Forbidden: 403,
  NotFound: 404,
  MessageSizeTooBig: 413,
  UnsupportedMediaType: 415,
  TooManyRequests: 429,
}

/** A client's request that is not done; `message` goes to the client and holds nothing that it did not know. */
export class Refusal extends Error {
  readonly code: RefusalCode
  readonly status: number
  readonly headers: Record<string, string>
  constructor(code: RefusalCode, message: string, headers: Record<string, string> = {}) {
    super(message)
    this.name = 'Refusal'
    this.code = code
    this.status = STATUS[code]
    this.headers = headers
  }
}

const errorAnswer = (
  status: number,
  code: string,
  message: string,
  headers?: Record<string, string>,
): HttpAnswer => ({
  status,
  body: { error: { code, message } },
  ...(headers ? { headers } : {}),
})

/** Any thrown thing as Direct Line's error answer; what is not the client's fault is logged and told without detail. */
export function answerError(error: unknown, log: Log): HttpAnswer {
  if (error instanceof Refusal) return errorAnswer(error.status, error.code, error.message, error.headers)
  if (error instanceof StoreError) {
    log.error({ err: error, code: error.code }, 'web chat: the store did not take a request')
    return errorAnswer(503, 'ServiceUnavailable', 'The service is busy; try again in a moment.', {
      'retry-after': '2',
    })
  }
  log.error({ err: error }, 'web chat: a request failed')
  return errorAnswer(500, 'ServiceError', 'Something went wrong on our side.')
}
