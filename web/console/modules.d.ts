/** What Vite turns into modules. */
declare module '*.yaml' {
  const texts: Record<string, unknown>
  // biome-ignore lint/style/noDefaultExport: so does Vite
  export default texts
}
