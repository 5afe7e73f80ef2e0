import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

// What Node itself loads in the tests' processes (packages, the database's thread, servers that are started) is compiled once for all of them: opening a
// store takes half of the time.
process.env.NODE_COMPILE_CACHE ??= join(tmpdir(), 'conserje-compile-cache')

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    exclude: ['tests/browser/**', '**/node_modules/**'],
    globalSetup: ['tests/run-services.ts'],
    // All cores: left to itself vitest keeps one free, which of two is half.
    maxWorkers: '100%',
    // Against what never ends; a busy machine takes ten times as long as an idle one.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // A second, the default, is not enough for anything on a machine with a lot to do.
    expect: { poll: { timeout: 15_000, interval: 20 } },
  },
})
