import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { packed } from '../pack-plugin.ts'
import { yaml } from '../yaml-plugin.ts'

/** The agents' page, served at `/console`. `npx vite web/console` develops it against a server on port 3978. */
// biome-ignore lint/style/noDefaultExport: vite reads its settings from there
export default defineConfig(({ command }) => ({
  root: import.meta.dirname,
  base: '/console/',
  publicDir: false as const,
  plugins: [react(), yaml, packed()],
  server: { proxy: { '/api': 'http://localhost:3978', '/media': 'http://localhost:3978' } },
  // Whatever NODE_ENV says: a development build would be twice as heavy, and carry this machine's paths to the agents.
  ...(command === 'build'
    ? {
        define: { 'process.env.NODE_ENV': '"production"' },
        oxc: { jsx: { runtime: 'automatic' as const, importSource: 'react', development: false } },
      }
    : {}),
  build: {
    outDir: resolve(import.meta.dirname, '../dist/console'),
    emptyOutDir: true,
    // From these on browsers know `light-dark()`.
    target: ['chrome123', 'firefox120', 'safari17.5'],
    modulePreload: { polyfill: false },
    // A file that is inlined as data: would need a weaker content security policy.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
  },
}))
