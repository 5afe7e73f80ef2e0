import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { z } from 'zod'
import type { Path } from '../../dialogs/step.ts'
import { hint } from '../../dialogs/suggest.ts'
import { readYaml, type YamlFile } from '../../dialogs/yaml-file.ts'
import { checkValue, shown } from '../../dialogs/zod-faults.ts'
import type { Fault } from '../../protocol/errors.ts'
import { STORY_KINDS, type StoryKind, type StoryStep, testSchema } from './test-schema.ts'

/** One written conversation. */
export interface ConversationTest extends Omit<z.infer<typeof testSchema>, 'story' | 'on'> {
  file: string
  line: number
  col: number
  channels: readonly string[]
  languages: readonly string[]
  story: readonly PlacedStep[]
}

export type PlacedStep = StoryStep & { line: number; col: number }

/** The texts of `<bot>/tests/*.yaml` by their path within the bot's parent folder: `shop/tests/order-status.yaml`. */
export function readTestFolder(botDir: string): Record<string, string> {
  const folder = join(botDir, 'tests')
  try {
    const names = readdirSync(folder).filter(name => /\.ya?ml$/i.test(name))
    return Object.fromEntries(
      names
        .sort()
        .map(name => [`${basename(botDir)}/tests/${name}`, readFileSync(join(folder, name), 'utf8')]),
    )
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {}
    throw error
  }
}

/** Reads test files; `languages` are the bot's. All faults at once; a test with a fault is left out. Never throws. */
export function readTests(
  files: Readonly<Record<string, string>>,
  languages: readonly string[],
): { tests: ConversationTest[]; faults: Fault[] } {
  const tests: ConversationTest[] = []
  const faults: Fault[] = []
  for (const [file, text] of Object.entries(files)) {
    const yaml = readYaml(file, text)
    faults.push(...yaml.faults)
    if (yaml.faults.length > 0 || yaml.value === null) continue
    if (!Array.isArray(yaml.value)) {
      const message = `a file of tests is a list, each entry begins with "- test:"; found ${shown(yaml.value)}`
      faults.push({ file, ...yaml.at([]), message, severity: 'error' })
      continue
    }
    for (const [index, raw] of yaml.value.entries()) {
      const test = readTest(raw, index, yaml, languages, faults)
      if (test) tests.push(test)
    }
  }
  return { tests, faults }
}

function readTest(
  raw: unknown,
  index: number,
  yaml: YamlFile,
  spoken: readonly string[],
  faults: Fault[],
): ConversationTest | undefined {
  const head = checkValue(testSchema, raw, yaml, [index], `test ${index + 1}`)
  const before = faults.length
  faults.push(...head.faults)
  const written = (raw as { story?: unknown } | null)?.story
  const items = Array.isArray(written) ? written : []
  const languages = [head.value?.on.language ?? spoken].flat()
  for (const [at, language] of languages.entries())
    if (!spoken.includes(language)) faults.push(unspoken(language, at, index, yaml, spoken))
  const story = items.flatMap(
    (item, step) => readStep(item, [index, 'story', step], yaml, languages, faults) ?? [],
  )
  if (faults.length > before || !head.value) return undefined
  const { on, story: _story, ...rest } = head.value
  return { ...rest, file: yaml.file, ...yaml.at([index]), channels: [on.channel].flat(), languages, story }
}

function unspoken(
  language: string,
  at: number,
  index: number,
  yaml: YamlFile,
  spoken: readonly string[],
): Fault {
  const inList = yaml.at([index, 'on', 'language', at])
  const message = `test ${index + 1}: the bot does not speak "${language}"; languages are ${spoken.join(', ')}`
  return { file: yaml.file, ...inList, message, severity: 'error' }
}

function readStep(
  raw: unknown,
  path: Path,
  yaml: YamlFile,
  languages: readonly string[],
  faults: Fault[],
): PlacedStep | undefined {
  const number = `test ${Number(path[0]) + 1}, story ${Number(path[2]) + 1}`
  const fault = (message: string, at: Path = path) =>
    faults.push({ file: yaml.file, ...yaml.at(at), message: `${number}${message}`, severity: 'error' })
  const kinds = Object.keys(STORY_KINDS)
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    fault(` must be a mapping such as "bot: order.shipped", found ${shown(raw)}`)
    return undefined
  }
  const [first = ''] = Object.keys(raw)
  const kind = Object.keys(raw).find(key => Object.hasOwn(STORY_KINDS, key)) as StoryKind | undefined
  if (!kind) {
    fault(`: unknown kind "${first}"${hint(first, kinds, 'kinds are')}`)
    return undefined
  }
  const checked = checkValue<object>(STORY_KINDS[kind], raw, yaml, path, `${number} (${kind})`)
  faults.push(...checked.faults)
  if (!checked.value) return undefined
  const step = { kind, ...checked.value, ...yaml.at(path) } as PlacedStep
  if (step.kind === 'customer' && typeof step.customer === 'object' && !Array.isArray(step.customer)) {
    const words = step.customer
    for (const language of languages.filter(tag => !Object.hasOwn(words, tag)))
      fault(` (customer): says nothing in ${language}`, [...path, 'customer'])
  }
  return step
}
