import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { STEP_KINDS } from '../../../dialogs/steps/index.ts'

const kinds = STEP_KINDS.map(({ kind }) => kind).sort()

test('the list of kinds and the folder agree', () => {
  const files = readdirSync('dialogs/steps').filter(file => file !== 'index.ts')
  expect(files.map(file => file.replace('.ts', '')).sort()).toEqual(kinds)
})

test('the page for designers has every kind', () => {
  const page = readFileSync('docs/dialogs.md', 'utf8')
  expect(kinds.filter(kind => !page.includes(`\n### ${kind}\n`))).toEqual([])
})
