import { createInstance, type i18n } from 'i18next'
import { type FormatContext, formatValue } from './format.ts'
import { familyOf } from './key-family.ts'
import { parseTemplate, placeholders, type Template } from './template.ts'
import type { TextRequest, Texts } from './texts.ts'

/** One text, or several wordings of it, of which one is chosen. */
export type Wording = string | readonly string[]

/** Texts of one language by their full key with dots, i18next's suffixes included: `order.shipped_formal`. */
export type WordingsByKey = ReadonlyMap<string, Wording>

export interface TextsSource {
  /** The languages that the bot speaks; the first is the default, and the last resort of every other. */
  languages: readonly string[]
  /** By language; also a parent (`pt`) that a spoken one (`pt-BR`) falls back to, and regions (`es-MX`) of a spoken one (`es`). */
  wordings: Readonly<Record<string, WordingsByKey>>
}

interface Rendering extends TextRequest {
  formatLanguage?: string
}

/** Texts may quote each other with `$t(key)`; a circle of quotes ends here. */
const MAX_NESTING = 5
/** Keys made from data (`order.status.{order.status}`) and counts could grow the cache without end. */
const MAX_COMPILED = 20_000

/**
 * A bot's texts over i18next: it resolves a key by language with fallbacks (pt-BR, pt, default), register (as context) and
 * plural; what it finds is compiled and kept, because its own interpolation costs 5 to 30 µs a text (measured, i18next
 * 27.1 on Node 24) and reads customers' values again for `$t(`. From then on a text costs about one.
 */
export function createTexts(source: TextsSource): Texts {
  const i18n = startI18next(source)
  const spoken = new Set(source.languages)
  /** With the regions that have words of their own: `es-MX` where the bot speaks `es`. */
  const written = new Set([
    ...source.languages,
    ...Object.keys(source.wordings).filter(tag => tag.includes('-')),
  ])
  const fallback = source.languages[0] ?? 'en'
  const compiled = new Map<string, readonly Template[]>()
  const families = new Map(source.languages.map(language => [language, familiesOf(source, language)]))

  const spokenFor = (language: string): string =>
    hierarchy(language, fallback).find(tag => spoken.has(tag)) ?? fallback

  const tagsOf = new Map<string, { language: string; formatLanguage?: string }>()

  /** `en-GB` finds the words of `en`, but keeps its own way to write a date. */
  function tagsFor(asked: string): { language: string; formatLanguage?: string } {
    if (written.has(asked)) return { language: asked }
    const language = spokenFor(asked)
    return { language, formatLanguage: asked.startsWith(`${language}-`) ? asked : language }
  }

  function tagsKept(language: string): { language: string; formatLanguage?: string } {
    const known = tagsOf.get(language)
    if (known !== undefined) return known
    const tags = tagsFor(language)
    tagsOf.set(language, tags)
    return tags
  }

  function find(key: string, request: TextRequest): readonly Template[] | undefined {
    const { language, register = '', channel = '' } = request
    const count = typeof request.values?.count === 'number' ? request.values.count : ''
    const id = `${language}|${register}|${channel}|${count}|${key}`
    const known = compiled.get(id)
    if (known) return known
    const wording = resolve(i18n, key, request, hierarchy(language, fallback))
    if (wording === undefined) return undefined
    if (compiled.size >= MAX_COMPILED) compiled.clear()
    const templates = (typeof wording === 'string' ? [wording] : wording).map(parseTemplate)
    compiled.set(id, templates)
    return templates
  }

  function render(key: string, request: Rendering, depth: number): string | undefined {
    const templates = find(key, request)
    const template = templates && choose(templates, key, request.seed)
    if (!template || depth > MAX_NESTING) return undefined
    const format = contextOf(request, (key, values) => render(key, { ...request, values }, depth + 1))
    let text = ''
    for (const part of template.parts) {
      if (part.kind === 'words') text += part.words
      else if (part.kind === 'text') text += render(part.key, request, depth + 1) ?? ''
      else text += formatValue(valueAt(request.values, part.path), format, part.format)
    }
    return text
  }

  return {
    languages: source.languages,
    has: (key, language = fallback) =>
      hierarchy(spokenFor(language), fallback).some(
        tag => families.get(tag)?.has(key) || source.wordings[tag]?.has(key),
      ),
    text: (key, request) => render(key, { ...request, ...tagsKept(request.language) }, 0),
    names(key, request) {
      const asked = { ...request, ...tagsKept(request.language) }
      const templates = find(key, asked)
      const template = templates && choose(templates, key, asked.seed)
      return template ? placeholders(template) : new Set()
    },
    keys: language => families.get(language) ?? familiesOf(source, language),
  }
}

function familiesOf({ wordings }: TextsSource, language: string): ReadonlySet<string> {
  const own = wordings[language] ?? new Map<string, Wording>()
  return new Set([...own.keys()].map(key => familyOf(key, own)))
}

function startI18next({ languages, wordings }: TextsSource): i18n {
  const instance = createInstance()
  // The hook that i18next offers for other text formats: hands back what was found, a list of wordings whole.
  instance.use({ type: 'i18nFormat', name: 'wording', init() {}, parse: (found: unknown) => found } as never)
  instance.init({
    lng: languages[0] ?? 'en',
    fallbackLng: languages[0] ?? 'en',
    ns: ['texts'],
    defaultNS: 'texts',
    nsSeparator: false,
    keySeparator: false,
    initAsync: false,
    resources: Object.fromEntries(
      Object.entries(wordings).map(([language, texts]) => [language, { texts: Object.fromEntries(texts) }]),
    ),
  })
  return instance
}

/** i18next's lookup, one language after the other, in each the channel's own wording first. */
function resolve(
  i18n: i18n,
  key: string,
  request: TextRequest,
  languages: readonly string[],
): Wording | undefined {
  const count = request.values?.count
  const options = {
    ...(typeof count === 'number' && { count }),
    ...(request.register && { context: request.register }),
  }
  for (const language of languages) {
    for (const name of request.channel ? [`${key}@${request.channel}`, key] : [key]) {
      const lookup = { ...options, lng: language, lngs: [language] }
      if (i18n.exists(name, lookup)) return i18n.t(name, lookup) as unknown as Wording
    }
  }
  return undefined
}

/** `pt-BR` → `pt-BR`, `pt`, then the default. */
function hierarchy(language: string, fallback: string): string[] {
  const tags = language.split('-').map((_, index, parts) => parts.slice(0, parts.length - index).join('-'))
  return tags.includes(fallback) ? tags : [...tags, fallback]
}

/** The same seed and key choose the same wording, and two texts of one turn choose apart. FNV-1a. */
function choose(templates: readonly Template[], key: string, seed = ''): Template | undefined {
  if (templates.length < 2) return templates[0]
  let hash = 0x811c9dc5
  for (const char of `${seed}|${key}`) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193)
  // The low bits of FNV change little with the last characters: fold the high ones in.
  return templates[((hash ^ (hash >>> 15)) >>> 0) % templates.length]
}

/** Own properties only: `{{constructor}}` is nothing. */
function valueAt(values: unknown, path: readonly string[]): unknown {
  let value = values
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
    value = (value as Record<string, unknown>)[name]
  }
  return value
}

function contextOf(
  request: Rendering,
  wording: (key: string, values: Record<string, unknown>) => string | undefined,
): FormatContext {
  return {
    language: request.formatLanguage ?? request.language,
    timeZone: request.timeZone ?? 'UTC',
    ...(request.foreignZone && { foreignZone: true }),
    ...(request.currency !== undefined && { currency: request.currency }),
    now: request.now ?? '',
    value: path => valueAt(request.values, path.split('.')),
    aroundDay: (kind, day) => wording(`format.${kind}`, { day }),
  }
}
