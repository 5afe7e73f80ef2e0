import { expect, test } from 'vitest'
import { readTests } from '../../cli/conversation-test/read-tests.ts'
import { faultText } from '../../protocol/errors.ts'

const read = (text: string, languages = ['en', 'es']) => readTests({ 'a/tests/t.yaml': text }, languages)

test('a story is read with its channels, languages and defaults', () => {
  const { tests, faults } = read(`
- test: hello
  on: { channel: [whatsapp, webchat] }
  story:
    - customer: { en: hello, es: hola }
    - bot: greeting
    - after: 2h
    - handoff: asked
`)
  expect(faults).toEqual([])
  expect(tests).toMatchObject([
    {
      test: 'hello',
      file: 'a/tests/t.yaml',
      line: 2,
      channels: ['whatsapp', 'webchat'],
      languages: ['en', 'es'],
      now: '2026-03-02T10:00:00Z',
      customer: { verified: false, returning: false },
      story: [
        { kind: 'customer', line: 5, col: 7 },
        { kind: 'bot', bot: 'greeting' },
        { kind: 'after', after: 7_200_000 },
        { kind: 'handoff', handoff: 'asked' },
      ],
    },
  ])
})

test('tells every mistake of a story at once', () => {
  const { tests, faults } = read(`
- test: ''
  on: { language: [en, fr], chanel: webchat }
  now: yesterday
  customer: { phne: '+34' }
  story:
    - custmer: hello
    - customer: { en: hello }
    - bot: { txt: hi }
    - handoff: angry
    - after: soon
    - call: orders.find
      branch: not_found
      timeout: true
    - hello
- tst: x
- story: []
`)
  expect(tests).toEqual([])
  expect(faults.map(faultText)).toMatchInlineSnapshot(`
    [
      "a/tests/t.yaml:2:9: test 1: test must not be empty",
      "a/tests/t.yaml:3:29: test 1: on has no "chanel"; did you mean "channel"?",
      "a/tests/t.yaml:4:8: test 1: now must be a time such as 2026-03-02T10:00:00Z",
      "a/tests/t.yaml:5:15: test 1: customer has no "phne"; did you mean "phone"?",
      "a/tests/t.yaml:7:7: test 1, story 1: unknown kind "custmer"; did you mean "customer"?",
      "a/tests/t.yaml:8:17: test 1, story 2 (customer): says nothing in es",
      "a/tests/t.yaml:9:14: test 1, story 3 (bot): bot has no "txt"; did you mean "text"?",
      "a/tests/t.yaml:10:16: test 1, story 4 (handoff): handoff must be one of asked, not_understood, negative, rule, action_failed, verification_failed, taken_over, internal, found "angry"",
      "a/tests/t.yaml:11:14: test 1, story 5 (after): after: expected a duration like 30s, 10m, 2h or 1d, found "soon"",
      "a/tests/t.yaml:12:7: test 1, story 6 (call): a call ends in one way: branch, error or timeout",
      "a/tests/t.yaml:15:7: test 1, story 7 must be a mapping such as "bot: order.shipped", found "hello"",
      "a/tests/t.yaml:16:3: test 2: test is missing; it must be a text",
      "a/tests/t.yaml:16:3: test 2: story is missing; it must be a list",
      "a/tests/t.yaml:16:3: test 2: unknown key "tst"; did you mean "test"?",
      "a/tests/t.yaml:17:3: test 3: test is missing; it must be a text",
      "a/tests/t.yaml:17:10: test 3: story must have at least 1 entry, found 0",
    ]
  `)
})

test('a file that is no list, and an empty one', () => {
  expect(read('test: x\n').faults.map(faultText)).toMatchInlineSnapshot(`
    [
      "a/tests/t.yaml:1:1: a file of tests is a list, each entry begins with "- test:"; found a mapping",
    ]
  `)
  expect(read('')).toEqual({ tests: [], faults: [] })
})
