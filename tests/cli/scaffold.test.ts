import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { addDialog } from '../../cli/add-dialog.ts'
import { addLanguage } from '../../cli/add-language.ts'
import { check } from '../../cli/check.ts'
import { newBot } from '../../cli/new.ts'
import { withLanguage } from '../../cli/scaffold/language-files.ts'
import { startLanguages } from '../../cli/scaffold/new-bot-files.ts'
import { test as runTests } from '../../cli/test.ts'
import { runCommand } from './run-command.ts'

const MODELS = join(tmpdir(), 'conserje-test-data')
let cwd: string

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'conserje-new-'))
})
afterEach(() => rmSync(cwd, { recursive: true, force: true }))

const run = (command: Parameters<typeof runCommand>[0], ...args: string[]) =>
  runCommand(command, args, { cwd, env: { DATA_DIR: MODELS } })
const read = (path: string) => readFileSync(join(cwd, 'bots/luz', path), 'utf8')
const faults = async () =>
  JSON.parse((await run(check, 'bots/luz', '--json')).stdout) as {
    faults: { file: string; line: number; message: string }[]
  }

describe('a new bot', () => {
  test('has nothing wrong, and its conversations hold, in several languages at once', async () => {
    expect(await run(newBot, 'luz', '--name', 'Casa: Luz #1', '--languages', 'es,en')).toMatchObject({
      code: 0,
    })
    expect(parse(read('bot.yaml'))).toMatchObject({ name: 'Casa: Luz #1', languages: ['es', 'en'] })
    expect(await faults()).toMatchObject({ faults: [] })
    const tested = await run(runTests, 'bots/luz')
    expect(tested.stdout).toMatch(/6 conversations, 12 runs: 12 passed, 0 failed/)
  }, 60_000)

  test.each(startLanguages())('has nothing wrong in %s', async language => {
    await run(newBot, 'luz', '--languages', language)
    expect(await faults()).toMatchObject({ faults: [] })
  })

  test('takes no folder that is there, and no name or language that can not be', async () => {
    await run(newBot, 'luz')
    const before = read('bot.yaml')
    expect(await run(newBot, 'luz', '--name', 'Other')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('is there already'),
    })
    expect(read('bot.yaml')).toBe(before)
    for (const args of [[], ['common'], ['..'], ['a b'], ['sol', '--languages', 'en,xx']])
      expect(await run(newBot, ...args)).toMatchObject({ code: 2 })
    expect(existsSync(join(cwd, 'bots/sol'))).toBe(false)
  })
})

describe('a language that is added', () => {
  test('has every key, empty, the default beside it; check lists each, and nothing when they are written', async () => {
    await run(newBot, 'luz', '--languages', 'en')
    expect(await run(addLanguage, 'es', 'bots/luz')).toMatchObject({ code: 0 })
    expect(read('bot.yaml')).toContain('languages: [en, es]          # the first')
    expect(read('locales/es.yaml')).toContain("  # en: What's your order number?")
    expect(read('intents/es.yaml')).toMatch(/# - .*order.*\n(# - .*\n)*order\.status: \[\]/)
    const left = (await faults()).faults
    expect(
      left.some(
        ({ file, message }) => file === 'bots/luz/locales/es.yaml' && message.includes('order.ask_number'),
      ),
    ).toBe(true)
    expect(left.some(({ file }) => file === 'bots/luz/faq/es.yaml')).toBe(true)
    for (const folder of ['locales', 'intents', 'faq']) {
      const made = mkdtempSync(join(tmpdir(), 'conserje-es-'))
      await runCommand(newBot, ['luz', '--languages', 'es'], { cwd: made })
      writeFileSync(
        join(cwd, 'bots/luz', folder, 'es.yaml'),
        readFileSync(join(made, 'bots/luz', folder, 'es.yaml')),
      )
      rmSync(made, { recursive: true })
    }
    // Its tests say nothing in Spanish yet.
    expect((await faults()).faults.filter(({ file }) => !file.includes('/tests/'))).toEqual([])
  })

  test('that no bot inherits has the inherited texts in the bot’s own file, in its own plural forms', async () => {
    await run(newBot, 'luz', '--languages', 'en')
    const { stdout } = await run(addLanguage, 'uk', 'bots/luz')
    expect(stdout).toContain('What bots inherit has no uk')
    expect(read('locales/uk.yaml')).toContain('common:')
    expect(Object.keys(parse(read('locales/uk.yaml')).common)).toContain('welcome')
  })

  test('is not added twice, nor over files that are there', async () => {
    await run(newBot, 'luz', '--languages', 'en')
    expect(await run(addLanguage, 'en', 'bots/luz')).toMatchObject({ code: 1 })
    writeFileSync(join(cwd, 'bots/luz/faq/es.yaml'), '# mine\n')
    expect(await run(addLanguage, 'es', 'bots/luz')).toMatchObject({ code: 1 })
    expect(read('faq/es.yaml')).toBe('# mine\n')
    expect(read('bot.yaml')).toContain('languages: [en] ')
    expect(await run(addLanguage, 'no such', 'bots/luz')).toMatchObject({ code: 2 })
  })

  test('goes into a list of either style, and leaves all else as it was written', () => {
    expect(withLanguage('languages: [en]   # c\nname: A\n', 'es')).toBe(
      'languages: [en, es]   # c\nname: A\n',
    )
    expect(withLanguage('languages:\n  - en # c\nname: A\n', 'es')).toBe(
      'languages:\n  - en\n  - es # c\nname: A\n',
    )
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.constantFrom('en', 'de', 'fr', 'pt-BR', 'ja'), { minLength: 1 }),
        fc.boolean(),
        (tags, flow) => {
          const list = flow
            ? ` [ ${tags.join(' , ')} ]`
            : `\n${tags.map(tag => `    -   '${tag}'`).join('\n')}`
          expect(parse(withLanguage(`name: A\nlanguages:${list}\norders: { source: csv }\n`, 'es'))).toEqual({
            name: 'A',
            languages: [...tags, 'es'],
            orders: { source: 'csv' },
          })
        },
      ),
    )
  })
})

describe('a dialog that is added', () => {
  test('answers at once where its words were given', async () => {
    await run(newBot, 'luz', '--languages', 'en')
    const before = read('locales/en.yaml')
    const given = [
      '--about',
      'Tells of gift cards.',
      '--say',
      'Cards: 20 and 50 #euros',
      '--phrase',
      'do you have gift cards',
      '--phrase',
      'a voucher: as a present',
      '--phrase',
      'gift card please',
    ]
    expect(await run(addDialog, 'gift-card', 'bots/luz', ...given)).toMatchObject({ code: 0 })
    expect(read('locales/en.yaml').startsWith(before.trimEnd())).toBe(true)
    expect(parse(read('locales/en.yaml')).gift_card).toEqual({ answer: 'Cards: 20 and 50 #euros' })
    // Three phrases are few.
    expect((await faults()).faults).toMatchObject([
      { severity: 'warning', message: expect.stringContaining('3 example phrases') },
    ])
    writeFileSync(
      join(cwd, 'bots/luz/tests/gift.yaml'),
      '- test: gift cards\n  story:\n    - customer: do you have gift cards\n    - bot: gift_card.answer\n',
    )
    expect((await run(runTests, 'bots/luz', '--filter', 'gift')).stdout).toMatch(/1 passed, 0 failed/)
  }, 60_000)

  test('is listed by check until its words are written, in each language', async () => {
    await run(newBot, 'luz', '--languages', 'en,ro')
    await run(addDialog, 'gift-card', 'bots/luz')
    const files = (await faults()).faults.map(({ file }) => file)
    for (const language of ['en', 'ro']) expect(files).toContain(`bots/luz/locales/${language}.yaml`)
    expect(files.some(file => file.includes('intents'))).toBe(true)
  })

  test('takes no name that is taken', async () => {
    await run(newBot, 'luz', '--languages', 'en')
    for (const name of ['order-status', 'order'])
      expect(await run(addDialog, name, 'bots/luz')).toMatchObject({ code: 1 })
    for (const name of ['Order', '../x', ''])
      expect(await run(addDialog, name, 'bots/luz')).toMatchObject({ code: 2 })
  })
})
