import { resolve } from 'node:path'
import { defineConfig, type Plugin } from 'vite'
import { parse } from 'yaml'

/** Translators edit YAML; the widget holds it as an object. */
const yaml: Plugin = {
  name: 'yaml',
  transform(code, id) {
    if (!id.endsWith('.yaml')) return undefined
    return { code: `export default ${JSON.stringify(parse(code))}`, map: null }
  },
}

/** One file for a script tag, and beside it the pages that the server shows. */
// biome-ignore lint/style/noDefaultExport: vite reads its settings from there
export default defineConfig({
  root: import.meta.dirname,
  publicDir: resolve(import.meta.dirname, '../pages'),
  plugins: [yaml],
  // Whatever NODE_ENV says: a development build would carry this machine's paths to the shops.
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact', development: false } },
  build: {
    outDir: resolve(import.meta.dirname, '../dist'),
    emptyOutDir: true,
    target: ['chrome111', 'firefox113', 'safari16.4'],
    lib: {
      entry: resolve(import.meta.dirname, 'main.tsx'),
      formats: ['iife'],
      name: 'conserje',
      fileName: () => 'widget.js',
    },
  },
})
