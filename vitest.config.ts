import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

// What Node itself loads in the tests' processes (packages, the database's thread, servers that are started) is compiled once for all of them: opening a
// store takes half of the time.
process.env.NODE_COMPILE_CACHE ??= join(tmpdir(), 'conserje-compile-cache')

/**
 * Tests of pure functions: their files share a process each, so that what they import is loaded once, which takes two fifths less processor time. Whoever adds
 * a folder here makes sure that no test in it changes what outlives it: the environment, a module's state, timers.
 */
const PURE = ['dialogs', 'intents', 'locales', 'orders', 'protocol'].map(
  folder => `tests/${folder}/**/*.test.ts`,
)
const BROWSER = ['tests/browser/**', '**/node_modules/**']

export default defineConfig({
  test: {
    globalSetup: ['tests/run-services.ts'],
    // All cores: left to itself vitest keeps one free, which of two is half.
    maxWorkers: '100%',
    // Against what never ends; a busy machine takes ten times as long as an idle one.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // A second, the default, is not enough for anything on a machine with a lot to do.
    expect: { poll: { timeout: 15_000, interval: 20 } },
    projects: [
      { extends: true, test: { name: 'pure', include: PURE, exclude: BROWSER, isolate: false } },
      {
        extends: true,
        test: { name: 'parts', include: ['tests/**/*.test.ts'], exclude: [...BROWSER, ...PURE] },
      },
    ],
  },
})
