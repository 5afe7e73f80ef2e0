// nlp.js 4 (node-nlp) in `bench understanding`: its neural intent part with default settings, without entities and sentiment. See understanding-job.mjs.
import { NlpManager } from 'node-nlp'
import { runJob } from './understanding-job.mjs'

await runJob(async ({ language, train }) => {
  const manager = new NlpManager({ languages: [language], forceNER: false, autoSave: false, nlu: { log: false } })
  for (const { text, intent } of train) manager.addDocument(language, text, intent)
  await manager.train()
  const { nluManager } = manager.nlp
  return {
    modelBytes: Buffer.byteLength(manager.export(false)),
    async classify(text) {
      const { classifications } = await nluManager.process({ locale: language, utterance: text, settings: {} })
      const [first] = classifications
      // Its word for "nothing fits" is no intent of ours.
      return first === undefined || first.intent === 'None' ? { intent: '', score: 0 } : first
    },
  }
})
