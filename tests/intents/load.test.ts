import { describe, expect, test } from 'vitest'
import { readFaq, readIntents } from '../../intents/load.ts'
import { readPhrase } from '../../intents/phrases.ts'
import { faultText } from '../../protocol/errors.ts'
import { processorMs } from '../processor-time.ts'

describe('readPhrase', () => {
  test('strips the marks and says where the entities stand', () => {
    expect(readPhrase('where is [10432](order), for [ana@example.org](email)?')).toEqual({
      text: 'where is 10432, for ana@example.org?',
      entities: [
        { type: 'order', value: '10432', text: '10432', start: 9, end: 14 },
        { type: 'email', value: 'ana@example.org', text: 'ana@example.org', start: 20, end: 35 },
      ],
    })
  })

  test('leaves what is no mark-up alone, and reads its own result again', () => {
    for (const text of ['where [is] (it)?', 'a]( b', '[x](Y)', 'plain'])
      expect(readPhrase(text).text).toBe(text)
    const once = readPhrase('el [10432](order)').text
    expect(readPhrase(once).text).toBe(once)
  })

  test('reads the worst case of its pattern in no time', () => {
    const text = `${'['.repeat(50_000)}${'[a]('.repeat(20_000)}`
    expect(processorMs(() => readPhrase(text))).toBeLessThan(200)
  })
})

describe('readIntents', () => {
  test('reads lists, and mappings with phrases and near misses', () => {
    const { examples, faults } = readIntents(
      `order.status:\n  - where is [10432](order)?\n  - 10432\n  - no\norder.cancel:\n  phrases: [cancel it, "stop: now"]\n  not: [don't cancel]\n`,
      'intents/en.yaml',
    )
    expect(faults).toEqual([])
    expect(examples).toEqual([
      { intent: 'order.status', phrases: ['where is [10432](order)?', '10432', 'no'], not: [] },
      { intent: 'order.cancel', phrases: ['cancel it', 'stop: now'], not: ["don't cancel"] },
    ])
  })

  test('tells all faults at once, each with its place', () => {
    const text = [
      'Order Status: [hello]',
      'a.b:',
      '  - one: two',
      '  - []',
      '  - ""',
      '  - fine',
      'c: { phrases: [fine, Fine!], nope: [x] }',
      'd:',
      'e: { not: [x] }',
      'f: [ok]',
      'g:',
      '  - see [10432] (order)',
    ].join('\n')
    const { examples, faults } = readIntents(text, 'intents/en.yaml')
    expect(examples.map(example => example.intent)).toEqual(['a.b', 'c', 'd', 'e', 'f', 'g'])
    expect(faults.map(faultText)).toMatchInlineSnapshot(`
      [
        "intents/en.yaml:1:1: "Order Status" is no name of an intent: small letters, digits and _, in parts with dots, like order.status",
        "intents/en.yaml:3:5: this phrase of a.b holds ": ", which YAML reads as a mapping; put it in quotes",
        "intents/en.yaml:4:5: this phrase of a.b is read as a list; put it in quotes when it begins with [",
        "intents/en.yaml:5:5: a.b has an empty phrase; write what a customer says, or remove the line",
        "intents/en.yaml:7:16: "fine" stands in a.b too; the bot can't tell the two apart by it",
        "intents/en.yaml:7:22: "Fine!" stands in a.b too; the bot can't tell the two apart by it",
        "intents/en.yaml:7:30: c has no "nope"; allowed are phrases and not",
        "intents/en.yaml:8:3: d must be a list of phrases, one a line after "- "",
        "intents/en.yaml:9:1: e has no phrases; write some that customers say, one a line after "- "",
        "intents/en.yaml:12:5: an entity is marked like [10432](order): words in brackets, type in parentheses, no space between",
      ]
    `)
  })

  test('says what YAML can not read, and where', () => {
    const { faults } = readIntents('greeting:\n  - [10432](order) please\n  - hi\n', 'intents/en.yaml')
    expect(faults[0]).toMatchObject({ file: 'intents/en.yaml', line: 2 })
    expect(faults.map(fault => fault.message).join('\n')).toContain('quotes')
  })

  test('takes an empty file and refuses one that is no mapping', () => {
    expect(readIntents('', 'a.yaml')).toEqual({ examples: [], faults: [] })
    expect(readIntents('# only a comment\n', 'a.yaml').faults).toEqual([])
    expect(readIntents('- hello\n', 'a.yaml').faults.map(faultText)).toMatchInlineSnapshot(`
      [
        "a.yaml:1:1: the file must be a mapping: a name, a colon, and below it its list of phrases",
      ]
    `)
  })
})

describe('readFaq', () => {
  test('reads questions, answers and answers for a register', () => {
    const { entries, faults } = readFaq(
      `gift_wrap:\n  questions: [do you wrap gifts?]\n  answer: ['Yes, {{price, money}}.', Of course.]\n  answer_formal: Certainly.\nstock:\n  questions: is it in stock?\n  answer: Yes.\n`,
      'faq/en.yaml',
    )
    expect(faults).toEqual([])
    expect(entries).toEqual([
      {
        key: 'gift_wrap',
        questions: ['do you wrap gifts?'],
        not: [],
        answers: ['Yes, {{price, money}}.', 'Of course.'],
        variants: { _formal: ['Certainly.'] },
      },
      { key: 'stock', questions: ['is it in stock?'], not: [], answers: ['Yes.'], variants: {} },
    ])
  })

  test('tells what is missing or too much', () => {
    const { faults } = readFaq(
      'faq.x: {}\na: hello\nb:\n  questions: [q]\nc:\n  answer: {{price}}\n  more: 1\n',
      'faq/en.yaml',
    )
    expect(faults.map(faultText)).toMatchInlineSnapshot(`
      [
        "faq/en.yaml:1:1: "faq.x" is no key of a question: small letters, digits and _, like gift_wrap",
        "faq/en.yaml:2:4: a must have questions and answer",
        "faq/en.yaml:3:1: b has no answer",
        "faq/en.yaml:5:1: c has no questions; write some that customers ask",
        "faq/en.yaml:6:11: the answer of c must be a text or a list of texts; put it in quotes when it holds ": " or begins with { or [",
        "faq/en.yaml:7:3: c has no "more"; allowed are questions, answer, not, and answers like answer_formal or answer@email",
      ]
    `)
  })
})
