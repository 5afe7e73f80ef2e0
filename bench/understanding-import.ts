// One process of `bench understanding`: what importing the matcher (scoring, features, stems) costs. Prints {"ms","mb"} as JSON.
const before = process.memoryUsage.rss()
const started = performance.now()
await import('../intents/intent-model.ts')
const { loadStemmer } = await import('../intents/stems.ts')
await loadStemmer({ natural: 'es' })
const ms = performance.now() - started
console.log(JSON.stringify({ ms, mb: (process.memoryUsage.rss() - before) / 1e6 }))
