import { appendFileSync, readFileSync } from 'node:fs'
import { relative } from 'node:path'

/**
 * Reads a vitest JSON report for `.ci/run`: prints how many tests passed and failed, and adds to the file of failures a line for each that failed,
 * with its whole name and the first line of its error. A file that failed as a whole (its imports, its beforeAll) has a line too.
 *
 *   node scripts/count-tests.ts report.json failures.txt
 */
interface Report {
  numPassedTests: number
  numFailedTests: number
  testResults: {
    name: string
    status: string
    message?: string
    assertionResults: { status: string; fullName: string; failureMessages?: string[] | null }[]
  }[]
}

const LINE_CHARS = 400

const [reportFile = '', failuresFile = ''] = process.argv.slice(2)
const report = JSON.parse(readFileSync(reportFile, 'utf8')) as Report
const lines = report.testResults.flatMap(({ name, status, message, assertionResults }) => {
  const file = relative(process.cwd(), name)
  const failed = assertionResults.filter(one => one.status === 'failed')
  if (failed.length === 0 && status === 'failed') return [line(file, 'the whole file', message)]
  return failed.map(one => line(file, one.fullName, one.failureMessages?.[0]))
})
if (lines.length > 0) appendFileSync(failuresFile, `${lines.join('\n')}\n`)
console.log(report.numPassedTests, report.numFailedTests)

function line(file: string, name: string, error = 'no error was told'): string {
  const first = error.split('\n').find(part => part.trim() !== '') ?? error
  return `${file} > ${name}: ${first.trim()}`.replaceAll(/\s+/g, ' ').slice(0, LINE_CHARS)
}
