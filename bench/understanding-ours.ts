import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { trainUnderstander } from '../intents/train.ts'
import { runJob } from './peers/understanding-job.mjs'

/** Everything that the product does with a message (language, repair, intent, entities, sentiment), in a process of its own as the peers'. */
await runJob(async ({ language, train }) => {
  const folder = mkdtempSync(join(tmpdir(), 'conserje-bench-'))
  try {
    const examples = [...Map.groupBy(train, ({ intent }) => intent)].map(([intent, rows]) => ({
      intent,
      // Brackets mark entities in a bot's files; in a corpus they are brackets.
      phrases: rows.map(({ text }) => text.replace(/[[\]]/g, ' ')),
      not: [],
    }))
    const source = {
      languages: [language],
      examples: { [language]: examples },
      orderNumber: '\\d{4,12}',
      countries: [],
    }
    const understander = await trainUnderstander(source, { cacheDir: folder })
    return {
      modelBytes: readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0),
      classify(text) {
        const [first] = understander.understand(text, { language }).alternatives
        return { intent: first?.intent ?? '', score: first?.confidence ?? 0 }
      },
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
