import { describe, expect, test } from 'vitest'
import { isDuplicate, refusalOf } from '../../../adapters/twitter/refusal.ts'
import { OutcomeUnknown, Refused, Unreachable } from '../../../protocol/errors.ts'

const answer = (status: number, json?: unknown) => ({ status, json, headers: new Headers() })
const coded = (status: number, ...codes: number[]) =>
  answer(status, { errors: codes.map(code => ({ code, message: 'secret words' })) })
const problem = (status: number, name: string, more: object = {}) =>
  answer(status, { type: `https://api.twitter.com/2/problems/${name}`, title: name, ...more })

describe('what X answers', () => {
  test.each([
    ['an unknown person', coded(404, 50)],
    ['one who takes no messages', coded(403, 349)],
    ['one who does not follow', coded(403, 150)],
    ['the same words again', coded(403, 187)],
    ['too long a text', coded(403, 354)],
    ['a closed talk', coded(403, 433)],
    ['a post that is gone', coded(404, 144)],
    ['a wrong request', problem(400, 'invalid-request')],
    [
      'no right to this person, said without a code',
      answer(403, { title: 'Forbidden', type: 'about:blank' }),
    ],
    ['too large a body', answer(413)],
  ])('%s is no for good', (_what, given) => {
    expect(refusalOf(given)).toBeInstanceOf(Refused)
  })

  test.each([
    ['wrong keys', coded(401, 32)],
    ['an expired token', coded(401, 89)],
    ['a clock that is off', coded(401, 135)],
    ['a suspended account', coded(403, 64)],
    ['a locked account', coded(403, 326)],
    ['no right to messages', coded(403, 93)],
    ['no right to write', coded(403, 261)],
    ['it looks automated', coded(403, 226)],
    ['401 and nothing else', answer(401)],
    ['no credits', answer(402)],
    ['an app without access', problem(403, 'client-forbidden', { reason: 'client-not-enrolled' })],
    ['used-up credits', problem(429, 'usage-capped')],
    ['missing permissions', problem(403, 'oauth1-permissions')],
  ])('%s waits for the operator', (_what, given) => {
    expect(refusalOf(given)).toMatchObject({ code: 'channel.unreachable', blame: 'config' })
  })

  test.each([
    ['500', answer(500)],
    ['502', answer(502, 'x')],
    ['503', answer(503, { errors: 7 })],
    ['over capacity', coded(503, 130)],
    ['an internal error under another status', coded(400, 131)],
    ['a redirect', answer(302)],
  ])('%s passes', (_what, given) => {
    const error = refusalOf(given)
    expect(error).toBeInstanceOf(Unreachable)
    expect(error.blame).toBe('platform')
  })

  test('a gateway that gave up may have passed the message on', () => {
    expect(refusalOf(answer(504))).toBeInstanceOf(OutcomeUnknown)
  })

  test('is told by numbers and names, never in words that may hold what somebody wrote', () => {
    expect(refusalOf(coded(403, 349)).message).toBe('twitter answered 403 349')
    expect(refusalOf(problem(403, 'client-forbidden')).message).toMatchInlineSnapshot(
      `"twitter answered 403 client-forbidden client-forbidden: look at the app and its credits in the developer console, and at TWITTER_ACCESS_TOKEN"`,
    )
  })

  test('about a repeated post has a code in v1.1 and only words in v2', () => {
    expect(isDuplicate(coded(403, 187))).toBe(true)
    expect(
      isDuplicate(answer(403, { detail: 'You are not allowed to create a Tweet with duplicate content.' })),
    ).toBe(true)
    expect(isDuplicate(answer(403, { detail: 'no' }))).toBe(false)
    expect(isDuplicate(answer(201))).toBe(false)
  })
})
