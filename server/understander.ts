import { join } from 'node:path'
import { trainUnderstander } from '../intents/train.ts'
import type { TrainingSource, Understander } from '../intents/understander.ts'
import type { Log } from '../protocol/log.ts'

/** The bot's understanding: learnt once for each state of its phrases, and kept in `<dataDir>/models`. */
export async function openUnderstander(
  training: TrainingSource,
  dataDir: string,
  log: Log,
): Promise<Understander> {
  const startedAt = performance.now()
  const understander = await trainUnderstander(training, {
    cacheDir: join(dataDir, 'models'),
    // What learning takes of memory goes with its process.
    apart: true,
  })
  log.debug({ ms: Math.round(performance.now() - startedAt) }, 'understanding is ready')
  return understander
}
