import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { decodeModel, type Model } from './model-file.ts'
import type { TrainingSource } from './understander.ts'

/** What the thread is told, and answers with a model's bytes. */
export interface LearnTask {
  source: TrainingSource
  key: string
}

// Sources run as they are, a package as JavaScript.
const thread = new URL(
  import.meta.url.endsWith('.ts') ? './learn-thread.ts' : './learn-thread.js',
  import.meta.url,
)

/** Learns a bot's phrases in a thread of its own; about 0.3 s more than here. @throws what the thread throws */
export async function learnApart(source: TrainingSource, key: string): Promise<Model> {
  const task: LearnTask = { source, key }
  const worker = new Worker(thread, { workerData: task })
  try {
    const [bytes] = (await once(worker, 'message')) as [Uint8Array]
    const model = decodeModel(bytes, key)
    if (!model) throw new Error('the learning thread gave no model')
    return model
  } finally {
    await worker.terminate()
  }
}
