/** What the build gives for a style sheet: its minified text. */
declare module '*.css?inline' {
  const css: string
  // biome-ignore lint/style/noDefaultExport: that is how the build exports it
  export default css
}

/** Vite's own, replaced at build time by the modules themselves. */
interface ImportMeta {
  glob<T>(pattern: string, options: { eager: true; import: 'default' }): Record<string, T>
}
