import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { trainUnderstander } from '../../intents/train.ts'
import type { IntentExamples, TrainingSource, Understander } from '../../intents/understander.ts'
import type { Labelled } from './read-messages.ts'

/** Learns labelled messages as a bot's phrases would be learnt; `modelBytes` is the size of the file that keeps it. */
export async function learnMessages(
  messages: readonly Labelled[],
): Promise<{ understander: Understander; modelBytes: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'conserje-evaluate-'))
  try {
    const understander = await trainUnderstander(sourceOf(messages), { cacheDir: folder })
    const modelBytes = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)
    return { understander, modelBytes }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What `train` and `test` files say, as a bot's files would. */
function sourceOf(messages: readonly Labelled[]): TrainingSource {
  const examples: Record<string, IntentExamples[]> = {}
  for (const [lang, ofLanguage] of Map.groupBy(messages, message => message.lang)) {
    examples[lang] = [...Map.groupBy(ofLanguage, message => message.intent)].map(([intent, phrases]) => ({
      intent,
      // Brackets mark entities in a bot's files; in a corpus they are brackets.
      phrases: phrases.map(({ text }) => text.replace(/[[\]]/g, ' ')),
      not: [],
    }))
  }
  return { languages: Object.keys(examples), examples, orderNumber: '\\d{4,12}', countries: [] }
}
