import { join } from 'node:path'
import { build } from 'vite'

/** Builds the widget, its pages and the console once, before all browser tests. */
export async function setup(): Promise<void> {
  for (const page of ['widget', 'console']) {
    const configFile = join(import.meta.dirname, `../../web/${page}/vite.config.ts`)
    await build({ configFile, logLevel: 'silent' })
  }
}
