import { fork } from 'node:child_process'
import { decodeModel, type Model } from './model-file.ts'
import type { TrainingSource } from './understander.ts'

/** What the process is told; it answers with a model's bytes. */
export interface LearnTask {
  source: TrainingSource
  key: string
}

/** Sources run as they are, a package as JavaScript. */
const PROGRAM = new URL(`./learn-process${import.meta.url.slice(-3)}`, import.meta.url)

/**
 * Learns a bot's phrases in a process of its own, whose memory goes with it: learning holds some 300 MB, of which a thread would leave half behind. About 0.3 s
 * more than here.
 * @throws Error when the process ends without a model
 */
export async function learnApart(source: TrainingSource, key: string): Promise<Model> {
  const task: LearnTask = { source, key }
  const child = fork(PROGRAM, { serialization: 'advanced', execArgv: [] })
  try {
    const bytes = await new Promise<Uint8Array>((resolve, reject) => {
      child.once('message', message => resolve(message as Uint8Array))
      child.once('error', reject)
      child.once('exit', code => reject(new Error(`learning ended with ${code} and gave no model`)))
      child.send(task)
    })
    const model = decodeModel(bytes, key)
    if (!model) throw new Error('learning gave no model')
    return model
  } finally {
    child.kill()
  }
}
