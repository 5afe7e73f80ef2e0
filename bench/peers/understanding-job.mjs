// What each system of `bench understanding` does in a process of its own: for each set of the job file learn, then answer all test messages, timed.
// Job: [{language, train: [{text, intent}], tests: {name: [text]}}]. Prints as last line [{trainMs, modelBytes, p50Us, p99Us, answers: {name: [{intent, score}]}}].
import { readFileSync } from 'node:fs'

const ROUNDS = 3
/** So many messages are timed. */
const TIMED = 1000

/** `learn(set)` gives `{modelBytes, classify(text) → {intent, score}}`, or a promise of it. */
export async function runJob(learn) {
  const sets = JSON.parse(readFileSync(process.argv[2], 'utf8'))
  const results = []
  for (const set of sets) {
    const started = performance.now()
    const { classify, modelBytes } = await learn(set)
    const trainMs = performance.now() - started
    const answers = {}
    for (const [name, texts] of Object.entries(set.tests)) {
      answers[name] = []
      for (const text of texts) {
        const { intent, score } = await classify(text)
        answers[name].push({ intent, score })
      }
    }
    results.push({ trainMs, modelBytes, answers, ...(await timed(classify, Object.values(set.tests)[0] ?? [])) })
  }
  console.log(JSON.stringify(results))
}

/** Each message several times, its fastest counts: on a busy machine the others measure the neighbours. */
async function timed(classify, texts) {
  const times = []
  for (const text of texts.slice(0, TIMED)) {
    let least = Number.POSITIVE_INFINITY
    for (let round = 0; round < ROUNDS; round++) {
      const started = performance.now()
      const answer = classify(text)
      if (answer instanceof Promise) await answer
      least = Math.min(least, performance.now() - started)
    }
    times.push(least * 1000)
  }
  times.sort((a, b) => a - b)
  const at = share => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0
  return { p50Us: at(0.5), p99Us: at(0.99) }
}
