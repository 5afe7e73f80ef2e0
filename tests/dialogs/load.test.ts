import { describe, expect, test } from 'vitest'
import type { ContentFiles } from '../../dialogs/content.ts'
import { loadContent } from '../../dialogs/load.ts'
import { faultText } from '../../protocol/errors.ts'

const actions = [{ name: 'orders.find', outcomes: ['not_found'] }]

/** A small sound bot, with these files changed. */
const bot = (changes: Record<string, string> = {}): ContentFiles => ({
  'lamp/bot.yaml': 'name: Lamp\nlanguages: [en]\n',
  'lamp/dialogs/status.yaml': `dialog: status
trigger: order.status
slots:
  number: { entity: order }
steps:
  - ask: number
    say: ask_number
  - call: orders.find
    save: order
    on:
      not_found: [{ say: none }, { restart: }]
  - switch: order.status
    cases:
      shipped: [{ say: shipped, label: told }]
    else: [{ say: 'state.{order.status}' }]
`,
  'lamp/locales/en.yaml':
    'ask_number: Which?\nnone: None.\nshipped: Gone.\nstate: { paid: Paid., packed: Packed. }\nhelp: Ours.\n',
  'lamp/intents/en.yaml': 'order.status: [where is it]\n',
  'common/dialogs/help.yaml': 'dialog: help\nsteps:\n  - say: help\n',
  'common/locales/en.yaml': 'help: Theirs.\nhelp_formal: Theirs, madam.\nbye: Bye.\n',
  'common/intents/en.yaml': 'order.status: [order status]\n',
  ...changes,
})
const load = (changes?: Record<string, string>) => loadContent(bot(changes), { bot: 'lamp', actions })
const faultsOf = (changes: Record<string, string>) => load(changes).faults.map(faultText)

test('loads a sound bot, defaults filled in', () => {
  const { content, faults } = load()
  expect(faults).toEqual([])
  expect(content?.bot).toMatchObject({
    bot: 'lamp',
    understanding: { accept: 0.55, ask: 0.3 },
    handoff: { afterMisses: 3, promiseMs: 4 * 3_600_000, echoIdleMs: 12 * 3_600_000, rules: [] },
    conversation: { idleMs: 86_400_000 },
  })
  expect(content?.triggers.get('order.status')).toBe('status')
  expect(content?.training.examples.en).toEqual([
    { intent: 'order.status', phrases: ['order status', 'where is it'], not: [] },
  ])
})

test('a step is its label, else its path', () => {
  const steps = load().content?.dialogs.get('status')?.steps ?? []
  const call = steps[1]
  expect(steps.map(step => step.id)).toEqual(['0', '1', '2'])
  expect(call?.blocks.get('on.not_found')?.map(step => step.id)).toEqual([
    '1.on.not_found.0',
    '1.on.not_found.1',
  ])
  expect(steps[2]?.blocks.get('cases.shipped')?.[0]).toMatchObject({ id: 'told', kind: 'say', line: 14 })
})

describe('what the bot has in place of what it inherits', () => {
  test('a dialog of the same name', () => {
    const { content } = load({ 'lamp/dialogs/help.yaml': 'dialog: help\nsteps:\n  - handoff: asked\n' })
    expect(content?.dialogs.get('help')).toMatchObject({
      file: 'lamp/dialogs/help.yaml',
      steps: [{ kind: 'handoff' }],
    })
    expect(load().content?.dialogs.get('help')?.file).toBe('common/dialogs/help.yaml')
  })

  test('a text, with all its forms', () => {
    const texts = load().content?.texts
    expect(texts?.text('help', { language: 'en', register: 'formal' })).toBe('Ours.')
    expect(texts?.text('bye', { language: 'en' })).toBe('Bye.')
  })
})

test('answers of the FAQ are texts, its questions are intents', () => {
  const { content } = load({
    'lamp/faq/en.yaml':
      'wrap:\n  questions: [do you wrap]\n  answer: [Yes., Sure.]\n  answer_formal: Certainly.\n  answer_formal@email: Dear, yes.\n',
  })
  expect([...(content?.faqs ?? [])]).toEqual(['wrap'])
  expect(content?.texts.text('faq.wrap', { language: 'en', seed: 'a' })).toMatch(/^(Yes|Sure)\.$/)
  expect(content?.texts.text('faq.wrap', { language: 'en', register: 'formal' })).toBe('Certainly.')
  expect(content?.texts.text('faq.wrap', { language: 'en', register: 'formal', channel: 'email' })).toBe(
    'Dear, yes.',
  )
  expect(content?.training.examples.en?.map(({ intent }) => intent)).toEqual(['order.status', 'faq.wrap'])
})

test('a version names the content: the same files the same, any change another', () => {
  const version = load().content?.version
  expect(version).toMatch(/^[0-9a-f]{64}$/)
  const reversed = Object.fromEntries(Object.entries(bot()).reverse())
  expect(loadContent(reversed, { bot: 'lamp', actions }).content?.version).toBe(version)
  expect(load({ 'common/locales/en.yaml': 'help: Theirs!\n' }).content?.version).not.toBe(version)
})

test('a warning does not stop the bot', () => {
  const { content, faults } = load({ 'lamp/dialogs/old.yaml': 'dialog: old\nsteps:\n  - say: none\n' })
  expect(content).toBeDefined()
  expect(faults.map(fault => [fault.severity, faultText(fault)])).toMatchInlineSnapshot(`
    [
      [
        "warning",
        "lamp/dialogs/old.yaml:1:1: nothing begins the dialog "old": it has no trigger, and no step or choice begins it",
      ],
    ]
  `)
})

test('a bot without bot.yaml, and one whose bot.yaml is wrong, are told about it and about the rest', () => {
  const { 'lamp/bot.yaml': _, ...rest } = bot()
  expect(loadContent(rest, { bot: 'lamp', actions }).faults.map(faultText)).toMatchInlineSnapshot(`
    [
      "lamp/bot.yaml:1:1: the bot has no bot.yaml; it needs at least name and languages",
    ]
  `)
  expect(
    faultsOf({
      'lamp/bot.yaml':
        'name: 5\nlanguages: [en, es, english]\nmarkets:\n  spain: { language: es }\n  ES: { language: es, currency: EURO, timeZone: Madrid }\nhandoff: { promise: soon, afterMisses: 0 }\nunderstanding: { accept: 0.2, ask: 0.5 }\norders: []\ncolour: red\n',
    }),
  ).toMatchInlineSnapshot(`
    [
      "lamp/bot.yaml:1:7: name must be a text, found 5",
      "lamp/bot.yaml:2:12: the text "bye" is missing in es; en says "Bye."",
      "lamp/bot.yaml:2:12: the text "ask_number" is missing in es; en says "Which?"",
      "lamp/bot.yaml:2:12: the text "none" is missing in es; en says "None."",
      "lamp/bot.yaml:2:12: the text "shipped" is missing in es; en says "Gone."",
      "lamp/bot.yaml:2:12: the text "state.paid" is missing in es; en says "Paid."",
      "lamp/bot.yaml:2:12: the text "state.packed" is missing in es; en says "Packed."",
      "lamp/bot.yaml:2:12: the text "help" is missing in es; en says "Ours."",
      "lamp/bot.yaml:2:17: es has no intents/es.yaml; without example phrases the bot understands nobody in it",
      "lamp/bot.yaml:2:21: languages entry 3 must be a language such as en, es or pt-BR",
      "lamp/bot.yaml:4:3: "spain" must be a country of two capital letters, as ES or RO",
      "lamp/bot.yaml:5:33: markets.ES.currency must be a currency (ISO 4217) such as EUR, RON or GBP",
      "lamp/bot.yaml:5:49: markets.ES.timeZone must be a time zone such as Europe/Madrid",
      "lamp/bot.yaml:6:21: handoff.promise: expected a duration like 30s, 10m, 2h or 1d, found "soon"",
      "lamp/bot.yaml:6:40: handoff.afterMisses must be at least 1, found 0",
      "lamp/bot.yaml:7:36: ask must not be over accept, found a mapping",
      "lamp/bot.yaml:8:9: orders must be a mapping, found a list",
      "lamp/bot.yaml:9:1: unknown key "colour"; allowed are bot, name, languages, markets, registers, orders, understanding, handoff, conversation, survey, channels",
      "lamp/dialogs/status.yaml:15:19: step 3 › else 1 (say): no text fits "state.{order.status}" in es; write one for each value, such as "state.value"",
    ]
  `)
})

test('an order number must be a regular expression that fits no empty text', () => {
  const orders = (number: string) =>
    faultsOf({ 'lamp/bot.yaml': `name: L\nlanguages: [en]\norders: { source: rest, number: '${number}' }\n` })
  expect(orders('\\d{5}')).toEqual([])
  expect(orders('\\d*')).toMatchInlineSnapshot(`
    [
      "lamp/bot.yaml:3:33: orders.number fits the empty text, so every message would hold an order",
    ]
  `)
  expect(orders('(\\d')).toMatchInlineSnapshot(`
    [
      "lamp/bot.yaml:3:33: orders.number must be a regular expression such as '\\d{5}', found "(\\d" (Unterminated group)",
    ]
  `)
})

test('an orders file outside of the bot is refused', () => {
  expect(
    faultsOf({
      'lamp/bot.yaml': 'name: L\nlanguages: [en]\norders: { source: csv, file: ../../etc/passwd }\n',
    }),
  ).toMatchInlineSnapshot(`
    [
      "lamp/bot.yaml:3:30: orders.file must be within the bot's folder, such as data/orders.csv, found "../../etc/passwd"",
    ]
  `)
})

test.each([
  ['deep nesting', `steps: ${'['.repeat(5000)}`],
  ['deep mappings', `steps:\n${Array.from({ length: 60 }, (_, n) => `${' '.repeat(n + 1)}a:`).join('\n')} 1`],
  ['an anchor that holds itself', 'steps: &a [*a]'],
  ['a missing anchor', 'dialog: *x'],
  ['two documents', 'dialog: odd\n---\nsteps: []'],
  ['keys that are lists', '? [a]\n: 1'],
  [
    'prototype keys',
    '__proto__: { polluted: true }\nconstructor: 1\nsteps: [{ __proto__: 1 }, { toString: 1 }]',
  ],
  ['a text', 'hello'],
  ['wrong bytes', 'dialog: od\ufffdd'],
  ['NUL', 'dialog: \u0000'],
  ['a very long file', `about: ${'x'.repeat(1_100_000)}`],
])('%s is told, not thrown', (_, text) => {
  const { content, faults } = load({ 'lamp/dialogs/odd.yaml': text })
  expect(content).toBeUndefined()
  expect(faults.length).toBeGreaterThan(0)
  expect(
    faults.every(fault => fault.file === 'lamp/dialogs/odd.yaml' && fault.line > 0 && fault.col > 0),
  ).toBe(true)
  expect(({} as Record<string, unknown>).polluted).toBeUndefined()
})
