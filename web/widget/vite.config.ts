import { resolve } from 'node:path'
import { defineConfig } from 'vite'
import { emptyBut } from '../empty-but.ts'
import { yaml } from '../yaml-plugin.ts'

/** One file for a script tag, and beside it the pages that the server shows. */
// biome-ignore lint/style/noDefaultExport: vite reads its settings from there
export default defineConfig({
  root: import.meta.dirname,
  publicDir: resolve(import.meta.dirname, '../pages'),
  plugins: [yaml, emptyBut('console')],
  // Whatever NODE_ENV says: a development build would carry this machine's paths to the shops.
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact', development: false } },
  build: {
    outDir: resolve(import.meta.dirname, '../dist'),
    // The console lies in a folder of it, and is built by itself.
    emptyOutDir: false,
    target: ['chrome111', 'firefox113', 'safari16.4'],
    lib: {
      entry: resolve(import.meta.dirname, 'main.tsx'),
      formats: ['iife'],
      name: 'conserje',
      fileName: () => 'widget.js',
    },
  },
})
