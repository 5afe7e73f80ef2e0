import { describe, expect, test } from 'vitest'
import type { ContentFiles } from '../../dialogs/content.ts'
import { loadContent } from '../../dialogs/load.ts'
import { faultText } from '../../protocol/errors.ts'

const actions = [{ name: 'orders.find', outcomes: ['not_found'] }]

/** Faults and advice for a bot that has only what the test is about. */
function advice(steps: string, files: ContentFiles = {}): string[] {
  const sound = {
    'a/bot.yaml': 'name: A\nlanguages: [en]\norders: { source: csv, file: data/orders.csv }\n',
    'a/intents/en.yaml': 'greeting: [hello, hi, hey, good day, hi there]\n',
    'a/locales/en.yaml': "hi: Hi\nbye: Bye\nnumber: Which?\nstatus: 'It is {{order.status}}.'\n",
    'a/dialogs/d.yaml': `dialog: d\ntrigger: greeting\nslots: { n: { entity: order } }\nsteps:\n${steps}`,
  }
  const { faults } = loadContent({ ...sound, ...files }, { bot: 'a', actions, advise: true })
  return faults
    .filter(({ message }) => !message.startsWith('no step says'))
    .map(fault => `${fault.severity} ${faultText(fault)}`)
}

const FIND = '  - call: orders.find\n    with: { number: slots.n }\n    save: order\n'

describe('steps that nothing leads to', () => {
  test('stand behind an end, a jump, a choice that takes every way', () => {
    expect(advice('  - say: hi\n  - end: done\n  - say: bye\n  - say: hi\n')).toEqual([
      'warning a/dialogs/d.yaml:7:5: step 3 (say): nothing leads here: end before it never goes on',
    ])
    expect(
      advice(
        '  - if: slots.n == null\n    then: [{ say: hi }, { end: a }]\n    else: [{ say: bye }, { end: b }, { say: hi }]\n  - say: bye\n',
      ),
    ).toEqual([
      'warning a/dialogs/d.yaml:7:38: step 1 › else 3 (say): nothing leads here: end before it never goes on',
      'warning a/dialogs/d.yaml:8:5: step 2 (say): nothing leads here: if before it never goes on',
    ])
  })

  test('are none where a label, an empty branch or a return from a person leads', () => {
    expect(advice('  - say: hi\n  - goto: last\n  - { label: last, say: bye }\n')).toEqual([])
    expect(
      advice('  - if: slots.n == null\n    then: []\n    else: [{ say: hi }, { end: b }]\n  - say: bye\n'),
    ).toEqual([])
    expect(advice('  - handoff: asked\n  - say: bye\n')).toEqual([])
  })
})

describe('ways on which the customer reads nothing', () => {
  test('are told at the step where they end', () => {
    expect(advice('  - if: slots.n == null\n    then: [{ say: hi }]\n')).toEqual([
      'warning a/dialogs/d.yaml:5:5: step 1 (if): a customer may come to the end this way and has read nothing; say something, ask, or hand over',
    ])
    expect(advice('  - set: { x: 1 }\n  - end: done\n')).toEqual([
      expect.stringMatching(/^warning a\/dialogs\/d\.yaml:6:5: step 2 \(end\)/),
    ])
  })

  test('are none where something is said, asked, handed over, or left to a person', () => {
    for (const step of ['say: hi', '{ ask: n, say: number }', 'handoff: asked'])
      expect(advice(`  - ${step}\n`), step).toEqual([])
    expect(advice(`${FIND}    on: { not_found: [{ say: hi }] }\n  - say: bye\n`)).toEqual([])
  })

  test('are nobody’s in a dialog that only others begin', () => {
    const inner = 'dialog: inner\nsteps:\n  - set: { x: 1 }\n'
    expect(advice('  - begin: inner\n', { 'a/dialogs/inner.yaml': inner })).toEqual([])
  })
})

describe('circles', () => {
  test('without anybody to wait for are an error at the step that closes them', () => {
    expect(advice('  - { label: top, say: hi }\n  - goto: top\n')).toEqual([
      'error a/dialogs/d.yaml:6:5: step 2 (goto): this leads round in a circle in which nobody is waited for and nothing changes; ask something in it, or end',
    ])
    expect(advice('  - say: hi\n  - if: slots.n == null\n    then: [{ restart: }]\n')).toEqual([
      expect.stringMatching(/^error a\/dialogs\/d\.yaml:7:12: step 2 › then 1 \(restart\): this leads round/),
    ])
  })

  test('with a question, a call, a time or a changed value in them are a designer’s own', () => {
    for (const step of ['{ ask: n, say: number }', '{ wait: 1h }', '{ clear: n }', '{ handoff: asked }'])
      expect(
        advice(`  - say: hi\n  - ${step}\n  - if: slots.n == null\n    then: [{ restart: }]\n`),
        step,
      ).toEqual([])
  })
})

describe('an order', () => {
  const shown = '  - say: status\n'

  test('is shown behind a call that answered for it', () => {
    expect(advice(FIND + shown)).toEqual([])
    expect(
      advice(
        `${FIND}    on: { not_found: [{ say: hi }, { end: none }], failed: [{ say: hi }, { handoff: action_failed }] }\n${shown}`,
      ),
    ).toEqual([])
    expect(advice(`${FIND}    on: { not_found: [{ say: hi }, { restart: }] }\n${shown}`)).toEqual([])
    expect(
      advice(
        `${FIND}    on: { not_found: [{ say: hi }] }\n  - if: call.outcome == 'ok'\n    then: [{ say: status }]\n    else: [{ say: bye }]\n`,
      ),
    ).toEqual([])
  })

  test('is shown behind a dialog that finds it', () => {
    const find = `dialog: find\nslots: { n: { entity: order } }\nsteps:\n${FIND}`
    expect(advice(`  - begin: find\n${shown}`, { 'a/dialogs/find.yaml': find })).toEqual([])
    const half = `${find}    on: { not_found: [] }\n`
    expect(advice(`  - begin: find\n${shown}`, { 'a/dialogs/find.yaml': half })).toEqual([
      expect.stringMatching(
        /^warning a\/dialogs\/d\.yaml:6:5: step 2 \(say\): this shows an order that the customer may not have proved/,
      ),
    ])
  })

  test('is told where a way leads past the proof, for texts and for cards', () => {
    expect(advice(`${FIND}    on: { not_found: [{ say: hi }] }\n${shown}`)).toEqual([
      expect.stringContaining('9:5: step 2 (say): this shows an order'),
    ])
    expect(advice(`  - { say: hi, card: order }\n${FIND}`)).toEqual([
      expect.stringContaining('5:5: step 1 (say): this shows an order'),
    ])
    expect(advice("  - { say: 'status' }\n")).toHaveLength(1)
  })
})

test('a text that no step names is told, not one that a pattern, a plural, a choice or the engine names', () => {
  const { faults } = loadContent(
    {
      'a/bot.yaml': 'name: A\nlanguages: [en]\n',
      'a/intents/en.yaml': 'greeting: [hello, hi, hey, good day, hi there]\n',
      'a/locales/en.yaml':
        'used: Hi\nleft: Over\nleft_formal: Over\nby: { red: Red, blue: Blue }\nsome_one: one\nsome_other: many\npick: { a: A }\ncanned: { hello: { title: Hello, text: Hello } }\n',
      'a/dialogs/d.yaml':
        "dialog: d\ntrigger: greeting\nslots: { s: { entity: text } }\nsteps:\n  - { say: used, choices: [pick.a] }\n  - { ask: s, say: some }\n  - say: 'by.{slots.s}'\n",
    },
    { bot: 'a', actions: [], advise: true },
  )
  expect(faults.map(faultText)).toEqual(['a/locales/en.yaml:2:1: no step says "left"'])
})

test('an intent of few phrases is told in the language where they are few', () => {
  const few = { 'a/intents/en.yaml': 'order.status: [where, when, a, b, c]\n\ngreeting: [hello, hi]\n' }
  expect(advice('  - say: hi\n', few)).toEqual([
    'warning a/intents/en.yaml:3:1: the intent "greeting" has 2 example phrases in en; 5 to 20 make it understood',
  ])
})

test('a server that starts is not given advice', () => {
  const files = {
    'a/bot.yaml': 'name: A\nlanguages: [en]\n',
    'a/intents/en.yaml': 'greeting: [hello]\n',
    'a/locales/en.yaml': 'hi: Hi\n',
    'a/dialogs/d.yaml': 'dialog: d\ntrigger: greeting\nsteps: [{ end: done }]\n',
  }
  expect(loadContent(files, { bot: 'a', actions: [] }).faults).toEqual([])
})
