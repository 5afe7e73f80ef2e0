import { openStore } from '../../../store/open.ts'

/*
 * A program of its own for the tests: opens the store of the URL in its first argument, tells how that went in one line of
 * JSON, and stays until it is killed.
 */
const [, , url = ''] = process.argv
try {
  const store = await openStore({ url, idleMs: 1_000, exclusive: true })
  await store.settings.once('from', 'child')
  process.stdout.write(`${JSON.stringify({ ok: true })}\n`)
  setInterval(() => {}, 1_000)
} catch (error) {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  process.stdout.write(`${JSON.stringify({ ok: false, code, message: String(error) })}\n`)
}
