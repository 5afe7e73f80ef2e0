import { describe, expect, test } from 'vitest'
import { OutcomeUnknown, RateLimited, Unreachable } from '../../protocol/errors.ts'
import { sendFailure } from '../../server/send-failure.ts'

describe('a failed send', () => {
  const wait = (error: Error, attempts: number) => sendFailure(error, { attempts }, () => 1)

  test('is tried again after ever longer waits, about two hours in all', () => {
    const waits = Array.from({ length: 15 }, (_, n) => wait(new Unreachable('x'), n + 1)).map(failure =>
      failure.outcome === 'retry' ? failure.afterMs : 0,
    )
    expect(waits.slice(0, 4)).toEqual([1_000, 2_000, 4_000, 8_000])
    const hours = waits.reduce((sum, ms) => sum + ms, 0) / 3_600_000
    expect(hours).toBeGreaterThan(1)
    expect(hours).toBeLessThan(3)
    expect(wait(new Unreachable('x'), 16).outcome).toBe('dead')
  })

  test('waits a day at most, whatever a platform asks for', () => {
    for (const ms of [1e17, Number.POSITIVE_INFINITY, Number.NaN]) {
      const { outcome, ...failure } = sendFailure(new RateLimited('x', ms), { attempts: 1 })
      expect(outcome).toBe('retry')
      expect('afterMs' in failure && failure.afterMs).toBeLessThanOrEqual(86_400_000)
    }
  })

  test('is not given up for having waited at a platform’s word before', () => {
    let lastError: string | undefined
    const tried = (error: Error, attempts: number) => {
      const row = { attempts, ...(lastError === undefined ? {} : { lastError }) }
      const failure = sendFailure(error, row, () => 1)
      lastError = failure.error
      return failure
    }
    for (let n = 1; n <= 40; n++) expect(tried(new RateLimited('x', 5_000), n).outcome).toBe('retry')
    expect(tried(new Unreachable('x'), 41)).toMatchObject({ outcome: 'retry', afterMs: 1_000 })
    expect(tried(new RateLimited('x', 5_000), 42).outcome).toBe('retry')
    expect(tried(new Unreachable('x'), 43)).toMatchObject({ outcome: 'retry', afterMs: 2_000 })
    for (let n = 44; n <= 56; n++) expect(tried(new Unreachable('x'), n).outcome).toBe('retry')
    expect(tried(new Unreachable('x'), 57).outcome).toBe('dead')
    expect(lastError).toBe('channel.unreachable: x (given up after 57 tries)')
    // Revived by the operator.
    for (let n = 58; n <= 72; n++) expect(tried(new Unreachable('x'), n).outcome).toBe('retry')
    expect(tried(new Unreachable('x'), 73).outcome).toBe('dead')
  })

  test('whose outcome is unknown is risked once more, whatever came in between', () => {
    const first = sendFailure(new OutcomeUnknown('x'), { attempts: 1 })
    const held = sendFailure(new RateLimited('x', 100), { attempts: 2, lastError: first.error })
    expect(held.error).toBe('channel.rate_limited: x (before: 1 wait, outcome unknown)')
    const away = sendFailure(new Unreachable('x'), { attempts: 3, lastError: held.error })
    expect([first, held, away].map(({ outcome }) => outcome)).toEqual(['retry', 'retry', 'retry'])
    expect(sendFailure(new OutcomeUnknown('x'), { attempts: 4, lastError: away.error }).outcome).toBe('dead')
  })

  test('is tried three times at most where no report has ever come that would tell', () => {
    const unknown = new OutcomeUnknown('x', { waitMs: 10_000 })
    const first = sendFailure(unknown, { attempts: 1 })
    const away = sendFailure(new Unreachable('x'), { attempts: 2, lastError: first.error })
    const second = sendFailure(unknown, { attempts: 3, lastError: away.error })
    expect([first, away, second].map(({ outcome }) => outcome)).toEqual(['retry', 'retry', 'retry'])
    expect(sendFailure(unknown, { attempts: 4, lastError: second.error }).outcome).toBe('dead')
    const vouched = { attempts: 4, lastError: second.error, isVouched: true }
    expect(sendFailure(unknown, vouched)).toMatchObject({ outcome: 'retry' })
    const held = sendFailure(new RateLimited('x', 5_000), { attempts: 4, lastError: second.error })
    expect(sendFailure(unknown, { attempts: 5, lastError: held.error }).outcome).toBe('dead')
  })

  test('is tried on where the platform’s report on it did not come in its time', () => {
    let lastError: string | undefined
    for (let attempts = 1; attempts < 16; attempts++) {
      const row = { attempts, isVouched: true, ...(lastError === undefined ? {} : { lastError }) }
      const failure = sendFailure(new OutcomeUnknown('x', { waitMs: 10_000 }), row, () => 0)
      expect(failure).toMatchObject({ outcome: 'retry' })
      expect('afterMs' in failure && failure.afterMs).toBeGreaterThanOrEqual(10_000)
      lastError = failure.error
    }
    expect(
      sendFailure(new OutcomeUnknown('x', { waitMs: 10_000 }), {
        attempts: 16,
        lastError: lastError as string,
      }).outcome,
    ).toBe('dead')
  })

  test('keeps no message of an error that is not ours', () => {
    expect(wait(new Error('to ana@example.org'), 1)).toMatchObject({ error: 'unexpected: Error' })
  })
})
