import { type FaqEntry, readFaq, readIntents } from '../intents/load.ts'
import type { IntentExamples, TrainingSource } from '../intents/understander.ts'
import { withParents } from '../locales/language-tag.ts'
import type { Fault } from '../protocol/errors.ts'
import type { ContentFiles } from './content.ts'
import { type ContentFile, filesIn } from './content-files.ts'

export interface LoadedIntents {
  /** By language of the bot; inherited and own phrases together. FAQ questions are in it, as `faq.<key>`. */
  examples: TrainingSource['examples']
  /** By language, the bot's own over the inherited. */
  faqs: ReadonlyMap<string, readonly LoadedFaq[]>
  /** Languages with a `faq/` file that has faults: what is missing there is not known. */
  unreadable: ReadonlySet<string>
  faults: readonly Fault[]
}

export interface LoadedFaq {
  entry: FaqEntry
  file: ContentFile
}

/** Reads `intents/` and `faq/` for these languages; `pt-BR` also learns from `pt.yaml`. Never throws. */
export function loadIntents(files: ContentFiles, bot: string, languages: readonly string[]): LoadedIntents {
  const faults: Fault[] = []
  const read = <T>(folder: string, reader: (text: string, file: string) => T & { faults: Fault[] }) =>
    filesIn(files, bot, folder).map(file => {
      const result = reader(file.text, file.file)
      faults.push(...result.faults)
      return { file, result }
    })
  const intentFiles = read('intents', readIntents)
  const faqFiles = read('faq', readFaq)
  const examples: Record<string, IntentExamples[]> = {}
  const faqs = new Map<string, LoadedFaq[]>()
  for (const language of languages) {
    const mine = new Set(withParents(language))
    const entries = new Map<string, LoadedFaq>()
    for (const { file, result } of faqFiles)
      if (mine.has(file.name)) for (const entry of result.entries) entries.set(entry.key, { entry, file })
    faqs.set(language, [...entries.values()])
    const own = intentFiles.filter(({ file }) => mine.has(file.name)).flatMap(({ result }) => result.examples)
    const asked = [...entries.values()].map(
      ({ entry }): IntentExamples => ({
        intent: `faq.${entry.key}`,
        phrases: entry.questions,
        not: entry.not,
      }),
    )
    examples[language] = merge([...own, ...asked])
  }
  const unreadable = new Set(
    faqFiles.filter(({ result }) => result.faults.some(isError)).map(({ file }) => file.name),
  )
  return { examples, faqs, unreadable, faults }
}

const isError = ({ severity }: Fault): boolean => severity === 'error'

function merge(all: readonly IntentExamples[]): IntentExamples[] {
  const byIntent = new Map<string, { phrases: Set<string>; not: Set<string> }>()
  for (const { intent, phrases, not } of all) {
    const known = byIntent.get(intent) ?? { phrases: new Set(), not: new Set() }
    for (const phrase of phrases) known.phrases.add(phrase)
    for (const phrase of not) known.not.add(phrase)
    byIntent.set(intent, known)
  }
  return [...byIntent].map(([intent, { phrases, not }]) => ({ intent, phrases: [...phrases], not: [...not] }))
}
