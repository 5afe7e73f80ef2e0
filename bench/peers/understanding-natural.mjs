// natural 8's naive Bayes with the Porter stemmer of the language, smoothing 0.1 (better than its default 1), in `bench understanding`. See understanding-job.mjs.
import { createRequire } from 'node:module'
import { runJob } from './understanding-job.mjs'

const require = createRequire(import.meta.url)
const { default: BayesClassifier } = await import('natural/lib/natural/classifiers/bayes_classifier.js')
const OF_LANGUAGE = new Set(['de', 'es', 'fr', 'it', 'nl', 'no', 'pt', 'ru', 'sv', 'uk'])
const stemmerOf = language =>
  require(`natural/lib/natural/stemmers/porter_stemmer${OF_LANGUAGE.has(language) ? `_${language}` : ''}.js`)

await runJob(({ language, train }) => {
  const classifier = new BayesClassifier(stemmerOf(language), 0.1)
  for (const { text, intent } of train) classifier.addDocument(text, intent)
  classifier.train()
  return {
    modelBytes: Buffer.byteLength(JSON.stringify(classifier)),
    classify(text) {
      const all = classifier.getClassifications(text)
      const sum = all.reduce((total, { value }) => total + value, 0)
      return { intent: all[0].label, score: all[0].value / sum }
    },
  }
})
