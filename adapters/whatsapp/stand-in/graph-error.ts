import type { StandInAnswer } from '../../stand-in-http.ts'

/** An error as the Graph API writes it. */
export function graphError(
  status: number,
  code: number,
  details: string,
  { subcode, headers }: { subcode?: number; headers?: Record<string, string> } = {},
): Exclude<StandInAnswer, string> {
  return {
    status,
    json: {
      error: {
        message: `(#${code}) ${details}`,
        type: 'OAuthException',
        code,
        ...(subcode === undefined ? {} : { error_subcode: subcode }),
        error_data: { messaging_product: 'whatsapp', details },
        fbtrace_id: 'AbCdEf123',
      },
    },
    ...(headers === undefined ? {} : { headers }),
  }
}
