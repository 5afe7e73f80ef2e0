import type { Fault } from '../../protocol/errors.ts'
import { readTests } from './read-tests.ts'
import { runTest, type TestDeps, type TestResult } from './run-test.ts'

export interface TestReport {
  results: readonly TestResult[]
  /** What is wrong with the test files themselves. */
  faults: readonly Fault[]
}

/**
 * Runs the conversations of a bot, each on all its channels and in all its languages: in memory, with the demo data and a clock that stands still.
 * `filter` keeps the tests whose name or file holds it.
 */
export async function runConversationTests(
  files: Readonly<Record<string, string>>,
  deps: TestDeps & { filter?: string; onResult?(result: TestResult): void },
): Promise<TestReport> {
  const { tests, faults } = readTests(files, deps.content.bot.languages)
  const wanted = deps.filter?.toLowerCase() ?? ''
  const results: TestResult[] = []
  for (const test of tests) {
    if (!`${test.file} ${test.test}`.toLowerCase().includes(wanted)) continue
    for (const channel of test.channels)
      for (const language of test.languages) {
        const result = await runTest(test, channel, language, deps)
        results.push(result)
        deps.onResult?.(result)
      }
  }
  return { results, faults }
}

/** A failed run as a designer reads it: where, what was expected, what was got, and what was said until then. */
export function failureText({
  file,
  line,
  test,
  channel,
  language,
  failure,
  conversation,
}: TestResult): string {
  const place = `${file}:${failure?.line ?? line}:${failure?.col ?? 1}`
  return [
    `${place}: ${test} (${channel}, ${language})`,
    `  expected  ${failure?.expected ?? ''}`,
    `  got       ${failure?.got ?? ''}`,
    ...conversation.map(said => `    ${said}`),
  ].join('\n')
}
