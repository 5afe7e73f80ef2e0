import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'conserje-ci-'))
afterAll(() => rmSync(folder, { recursive: true }))

function count(report: unknown) {
  const [file, failures] = [join(folder, 'report.json'), join(folder, 'failures.txt')]
  rmSync(failures, { force: true })
  writeFileSync(file, JSON.stringify(report))
  const printed = execFileSync(process.execPath, ['scripts/count-tests.ts', file, failures], { cwd: root })
  return {
    printed: String(printed),
    failures: existsSync(failures) ? readFileSync(failures, 'utf8').split('\n') : [],
  }
}

test('tells nothing of a run without a failure but its count', () => {
  const assertionResults = [{ status: 'passed', fullName: 'it works', failureMessages: [] }]
  const testResults = [{ name: `${root}tests/a.test.ts`, status: 'passed', message: '', assertionResults }]
  const told = count({ numPassedTests: 1, numFailedTests: 0, testResults })
  expect(told).toEqual({ printed: '1 0\n', failures: [] })
})

test('names every failed test, with the first line of its error, and a file that failed as a whole', () => {
  const failed = (fullName: string, message: string) => ({
    status: 'failed',
    fullName,
    failureMessages: [message],
  })
  const told = count({
    numPassedTests: 7,
    numFailedTests: 2,
    testResults: [
      {
        name: `${root}tests/a.test.ts`,
        status: 'failed',
        message: '',
        assertionResults: [
          failed('a cat is fed', '\nAssertionError: expected 1 to be 2\n    at file:1:1'),
          { status: 'passed', fullName: 'a dog barks', failureMessages: [] },
          failed('a hen lays', `Error: ${'x'.repeat(2_000)}`),
        ],
      },
      {
        name: `${root}tests/b.test.ts`,
        status: 'failed',
        message: 'Error: no such module\n  at b',
        assertionResults: [{ status: 'skipped', fullName: 'never ran', failureMessages: [] }],
      },
    ],
  })
  expect(told.printed).toBe('7 2\n')
  expect(told.failures).toEqual([
    'tests/a.test.ts > a cat is fed: AssertionError: expected 1 to be 2',
    expect.stringMatching(/^tests\/a\.test\.ts > a hen lays: Error: x{300,}$/),
    'tests/b.test.ts > the whole file: Error: no such module',
    '',
  ])
  expect(told.failures[1]?.length).toBe(400)
})
