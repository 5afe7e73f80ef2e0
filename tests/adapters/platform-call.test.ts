import { describe, expect, test } from 'vitest'
import { callPlatform } from '../../adapters/platform-call.ts'

/** What a call ends with when `fetch` fails so. */
const failing = (cause: unknown) =>
  callPlatform({
    channel: 'test',
    fetch: () => Promise.reject(new TypeError('fetch failed', { cause })),
    url: 'https://platform.example/send',
    signal: AbortSignal.timeout(1_000),
  }).catch((error: { code?: string }) => error.code)

const fault = (code: string, more: object = {}, message = code) =>
  Object.assign(new Error(message), { code, ...more })

describe('a call that failed', () => {
  test('has sent nothing where no connection was made', async () => {
    const connecting = { syscall: 'connect', address: '192.0.2.1', port: 443 }
    const timedOut = fault('ETIMEDOUT', connecting)
    // What Node makes of a name with several addresses, none of which answered within its attempt's time.
    const several = Object.assign(new AggregateError([timedOut, fault('ENETUNREACH', connecting)]), {
      code: 'ETIMEDOUT',
    })
    const handshake = fault(
      'ECONNRESET',
      {},
      'Client network socket disconnected before secure TLS connection was established',
    )
    for (const cause of [
      timedOut,
      several,
      handshake,
      fault('ECONNREFUSED', connecting),
      fault('UND_ERR_CONNECT_TIMEOUT'),
      fault('SELF_SIGNED_CERT_IN_CHAIN'),
      fault('UNABLE_TO_GET_ISSUER_CERT_LOCALLY'),
      fault('CERT_NOT_YET_VALID'),
    ]) {
      expect(await failing(cause)).toBe('channel.unreachable')
    }
  })

  test('has sent nothing where its time was over before it began', async () => {
    const call = { channel: 'test', fetch, url: 'https://platform.example/', signal: AbortSignal.abort() }
    await expect(callPlatform(call)).rejects.toMatchObject({ code: 'channel.unreachable' })
  })

  test('may have sent something where one broke', async () => {
    for (const cause of [
      fault('ECONNRESET', { syscall: 'read' }),
      fault('ETIMEDOUT', { syscall: 'read' }),
      fault('EPIPE', { syscall: 'write' }),
      fault('UND_ERR_SOCKET'),
      new AggregateError([]),
      undefined,
    ]) {
      expect(await failing(cause)).toBe('channel.outcome_unknown')
    }
  })
})
