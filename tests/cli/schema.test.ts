import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { contentSchemas } from '../../cli/content-schemas.ts'
import { schema } from '../../cli/schema.ts'
import { STEP_KINDS } from '../../dialogs/steps/index.ts'
import { runCommand } from './run-command.ts'

const folder = mkdtempSync(join(tmpdir(), 'conserje-schema-'))
afterAll(() => rmSync(folder, { recursive: true }))
const committed = new URL('../../schemas/', import.meta.url)

test('the committed schemas are those of the loader; `conserje schema --out schemas` writes them', () => {
  for (const [name, made] of Object.entries(contentSchemas())) {
    const file = new URL(`${name}.json`, committed)
    expect(existsSync(file) && JSON.parse(readFileSync(file, 'utf8')), name).toEqual(made)
  }
})

test('a dialog knows every kind of step, in nested lists too', () => {
  const { $defs } = contentSchemas().dialog as { $defs: { step: { anyOf: Record<string, unknown>[] } } }
  expect($defs.step.anyOf.map(({ title }) => title)).toEqual(STEP_KINDS.map(({ kind }) => kind))
  const text = JSON.stringify($defs)
  expect(text).toContain('"then":{"type":"array","items":{"$ref":"#/$defs/step"}}')
  expect(text).not.toContain('#/$defs/steps')
})

test('prints one, all, or writes them', async () => {
  const one = await runCommand(schema, ['bot'])
  expect(JSON.parse(one.stdout)).toMatchObject({ title: 'bot.yaml', required: ['name', 'languages'] })
  const all = await runCommand(schema, [])
  expect(Object.keys(JSON.parse(all.stdout))).toEqual([
    'bot',
    'desk',
    'dialog',
    'intents',
    'faq',
    'locales',
    'products',
    'tests',
    'context-package',
  ])
  expect((await runCommand(schema, ['--out', 'made'], { cwd: folder })).code).toBe(0)
  expect(readdirSync(join(folder, 'made'))).toHaveLength(9)
  expect(await runCommand(schema, ['dialogue'])).toMatchObject({ code: 2 })
})
