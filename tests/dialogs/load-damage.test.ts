import fc from 'fast-check'
import { expect, test } from 'vitest'
import { loadContent } from '../../dialogs/load.ts'
import { readBotFolder } from '../../dialogs/read-folder.ts'
import { BUILT_IN_ACTIONS } from '../../server/built-in-actions.ts'

const bots = new URL('../../bots', import.meta.url).pathname
/** The shop in two of its languages: the others are damaged alike, and cost ten times as much. */
const files = Object.fromEntries(
  Object.entries(readBotFolder(`${bots}/shop`, `${bots}/common`))
    .filter(([path]) => !/\/(intents|faq|locales)\/(?!(en|es)\.)/.test(path))
    .map(([path, text]) => [path, path.endsWith('/bot.yaml') ? inTwoLanguages(text) : text]),
)

function inTwoLanguages(botYaml: string): string {
  return botYaml
    .replace(/^languages: .*$/m, 'languages: [en, es]')
    .replace(/^registers: .*$/m, '')
    .replace(/^ {2}[A-Z]{2}: \{ language: (?!en|es).*$/gm, '')
}

test('undamaged it has no fault', () => {
  expect(loadContent(files, { bot: 'shop', actions: BUILT_IN_ACTIONS }).faults).toEqual([])
})

const dialogsAndSettings = Object.keys(files).filter(path => !/\/(intents|faq|locales)\//.test(path))
const paths = [...dialogsAndSettings, ...Object.keys(files).filter(path => /\/locales\//.test(path))]

/** A slip of the keyboard: something is lost, doubled, or typed in. */
const damage = fc.record({
  path: fc.constantFrom(...paths),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.nat(30),
  typed: fc.oneof(
    fc.constantFrom(
      '',
      ':',
      ': ',
      '\t',
      '"',
      "'",
      '{',
      '[',
      '- ',
      '\n',
      '&a ',
      '*a',
      '{{',
      '$t(',
      '!!js ',
      'null',
      '<<: ',
      '\ufeff',
      '\u0000',
    ),
    fc.string({ maxLength: 12, unit: 'binary' }),
  ),
})

test('a damaged file never throws, and every fault has a place in a file of the bot', () => {
  fc.assert(
    fc.property(fc.array(damage, { minLength: 1, maxLength: 3 }), slips => {
      const damaged: Record<string, string> = { ...files }
      for (const { path, at, length, typed } of slips) {
        const text = damaged[path] ?? ''
        const start = Math.floor(at * text.length)
        damaged[path] = text.slice(0, start) + typed + text.slice(start + length)
      }
      const { content, faults } = loadContent(damaged, { bot: 'shop', actions: [] })
      expect(content === undefined || faults.every(({ severity }) => severity === 'warning')).toBe(true)
      for (const { file, line, col, message } of faults) {
        const lines = (damaged[file] ?? '').split('\n')
        expect(line, message).toBeGreaterThan(0)
        expect(line, message).toBeLessThanOrEqual(lines.length + 1)
        expect(col, message).toBeGreaterThan(0)
        expect(message).not.toMatch(/undefined|\[object|NaN/)
      }
    }),
    { numRuns: 40 },
  )
}, 60_000)
