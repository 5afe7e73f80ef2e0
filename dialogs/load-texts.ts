import type { Wording } from '../locales/create-texts.ts'
import { canonicalKey, familyOf } from '../locales/key-family.ts'
import { parseTemplate } from '../locales/template.ts'
import type { Fault } from '../protocol/errors.ts'
import type { ContentFiles } from './content.ts'
import { filesIn } from './content-files.ts'
import type { LoadedFaq } from './load-intents.ts'
import type { Path } from './step.ts'
import { readYaml, type YamlFile } from './yaml-file.ts'
import { shown } from './zod-faults.ts'

export interface LoadedText {
  wording: Wording
  yaml: YamlFile
  path: Path
  inherited: boolean
}

export interface LoadedTexts {
  /** By language that has a file, by full key. A family of keys that the bot has takes the place of the inherited one. */
  byLanguage: ReadonlyMap<string, ReadonlyMap<string, LoadedText>>
  /** The bot's own files, by language: where a missing text should go. */
  files: ReadonlyMap<string, YamlFile>
  /** Languages with a file that could not be read: what is missing there is not known. */
  unreadable: ReadonlySet<string>
  faults: readonly Fault[]
}

const KEY_PART = /^[A-Za-z0-9][A-Za-z0-9_-]*(@[a-z][a-z0-9-]*(_(in)?formal)?)?$/

/** Reads all `locales/` files, and the answers of the FAQ as `faq.<key>`. Never throws. */
export function loadTexts(
  files: ContentFiles,
  bot: string,
  faqs: ReadonlyMap<string, readonly LoadedFaq[]>,
): LoadedTexts {
  const faults: Fault[] = []
  const byLanguage = new Map<string, Map<string, LoadedText>>()
  const unreadable = new Set<string>()
  const ownFiles = new Map<string, YamlFile>()
  const textsOf = (language: string) => {
    const known = byLanguage.get(language) ?? new Map<string, LoadedText>()
    byLanguage.set(language, known)
    return known
  }
  for (const file of filesIn(files, bot, 'locales')) {
    const yaml = readYaml(file.file, file.text)
    faults.push(...yaml.faults)
    if (yaml.faults.length > 0) unreadable.add(file.name)
    if (!file.inherited) ownFiles.set(file.name, yaml)
    override(textsOf(file.name), flatten(yaml, file.inherited, faults))
  }
  for (const [language, entries] of faqs) override(textsOf(language), faqTexts(entries, faults))
  for (const texts of byLanguage.values()) faults.push(...leafAndParent(texts))
  return { byLanguage, files: ownFiles, unreadable, faults }
}

/** A bot that says a text in its own words means all its forms: inherited plurals and formal wordings must not shine through. */
function override(texts: Map<string, LoadedText>, own: ReadonlyMap<string, LoadedText>): void {
  const families = new Set([...own.keys()].map(key => familyOf(key, own)))
  for (const key of texts.keys()) if (families.has(familyOf(key, texts))) texts.delete(key)
  for (const [key, text] of own) texts.set(key, text)
}

function flatten(yaml: YamlFile, inherited: boolean, faults: Fault[]): Map<string, LoadedText> {
  const texts = new Map<string, LoadedText>()
  const fault = (path: Path, message: string, atKey = false) =>
    faults.push({
      file: yaml.file,
      ...(atKey ? yaml.keyAt(path) : yaml.at(path)),
      message,
      severity: 'error',
    })
  const walk = (value: unknown, path: string[]): void => {
    const key = path.join('.')
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      if (Object.keys(value).some(name => name.startsWith('{'))) {
        fault(path, `the text "${key}" begins with {, which YAML reads as a mapping; put it in quotes`)
        return
      }
      for (const [name, inner] of Object.entries(value))
        if (name.split('.').every(part => KEY_PART.test(canonicalKey(part)))) walk(inner, [...path, name])
        else
          fault([...path, name], `"${name}" is no key: letters, digits, _ and -, and perhaps @channel`, true)
      return
    }
    const wording = readWording(value)
    if (wording === undefined) {
      fault(
        path,
        `the text "${key}" must be a text or a list of texts, found ${shown(value)}; put it in quotes`,
      )
      return
    }
    const full = canonicalKey(key)
    if (texts.has(full)) fault(path, `the text "${full}" stands twice in this file`, true)
    texts.set(full, { wording, yaml, path, inherited })
    tellTemplates(wording, yaml, path, faults)
  }
  if (yaml.value !== undefined && yaml.value !== null) {
    if (typeof yaml.value === 'object' && !Array.isArray(yaml.value)) walk(yaml.value, [])
    else fault([], `a file of texts is a mapping of keys to texts, found ${shown(yaml.value)}`)
  }
  return texts
}

/** Trailing line ends come from YAML's blocks (`|`) and are never meant. */
function readWording(value: unknown): Wording | undefined {
  if (typeof value === 'string' && value.trim() !== '') return value.trimEnd()
  if (!Array.isArray(value) || value.length === 0) return undefined
  const wordings = value.map(readWording)
  return wordings.every(wording => typeof wording === 'string') ? wordings : undefined
}

function tellTemplates(wording: Wording, yaml: YamlFile, path: Path, faults: Fault[]): void {
  const tell = (text: string, at: Path) => {
    for (const { offset, message } of parseTemplate(text).faults)
      faults.push({ file: yaml.file, ...yaml.inside(at, offset), message, severity: 'error' })
  }
  if (typeof wording === 'string') tell(wording, path)
  else for (const [index, text] of wording.entries()) tell(text, [...path, index])
}

function faqTexts(entries: readonly LoadedFaq[], faults: Fault[]): Map<string, LoadedText> {
  const texts = new Map<string, LoadedText>()
  const yamls = new Map<string, YamlFile>()
  for (const { entry, file } of entries) {
    const yaml = yamls.get(file.file) ?? readYaml(file.file, file.text)
    yamls.set(file.file, yaml)
    const answers: [string, readonly string[]][] = [['', entry.answers], ...Object.entries(entry.variants)]
    for (const [suffix, wordings] of answers) {
      if (wordings.length === 0) continue
      const path = [entry.key, `answer${suffix}`]
      const wording = wordings.length === 1 ? (wordings[0] as string) : wordings
      texts.set(canonicalKey(`faq.${entry.key}${suffix}`), { wording, yaml, path, inherited: file.inherited })
      tellTemplates(wording, yaml, path, faults)
    }
  }
  return texts
}

function leafAndParent(texts: ReadonlyMap<string, LoadedText>): Fault[] {
  const parents = new Set<string>()
  for (const key of texts.keys())
    for (let dot = key.indexOf('.'); dot > 0; dot = key.indexOf('.', dot + 1)) parents.add(key.slice(0, dot))
  return [...texts].flatMap(([key, { yaml, path }]): Fault[] =>
    parents.has(key)
      ? [
          {
            file: yaml.file,
            ...yaml.keyAt(path),
            message: `"${key}" is a text here and a group of texts elsewhere (${key}.…); a key is one or the other`,
            severity: 'error',
          },
        ]
      : [],
  )
}
