import { join } from 'node:path'
import { build } from 'vite'

/** Builds the widget and its pages once, before all browser tests. */
export async function setup(): Promise<void> {
  const configFile = join(import.meta.dirname, '../../web/widget/vite.config.ts')
  await build({ configFile, logLevel: 'silent' })
}
