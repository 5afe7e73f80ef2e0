import { defineConfig } from 'vitest/config'

/** `npm run test:browser`: what only a real browser can show. */
export default defineConfig({
  test: {
    include: ['tests/browser/**/*.test.ts'],
    globalSetup: ['tests/browser/build.ts', 'tests/run-services.ts'],
    // Each file has its own Chromium; two at once would only slow each other down.
    fileParallelism: false,
    testTimeout: 30_000,
    // What is polled has been asked of a server, on a machine that may do other things.
    expect: { poll: { timeout: 10_000 } },
    hookTimeout: 60_000,
  },
})
