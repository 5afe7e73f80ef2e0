import { learnMessages } from '../cli/evaluation/learn-messages.ts'
import { runJob } from './peers/understanding-job.mjs'

/** Everything that the product does with a message (language, repair, intent, entities, sentiment), in a process of its own as the peers'. */
await runJob(async ({ language, train }) => {
  const { understander, modelBytes } = await learnMessages(train.map(row => ({ ...row, lang: language })))
  return {
    modelBytes,
    classify(text) {
      const [first] = understander.understand(text, { language }).alternatives
      return { intent: first?.intent ?? '', score: first?.confidence ?? 0 }
    },
  }
})
