import { z } from 'zod'
import type { Fault } from '../protocol/errors.ts'
import type { AnyStepKind, Path, Step } from './step.ts'
import { hint, nearest } from './suggest.ts'
import type { Place, YamlFile } from './yaml-file.ts'
import { checkValue, shown } from './zod-faults.ts'

/** Where things stand that a step names; only the checks ask, so the running bot keeps no source text. */
export interface StepSource {
  /** The step as the reader counts it: `step 2 (ask)`, `step 2 › on.not_found 1 (say)`. */
  where: string
  at(path: Path): Place
  inside(path: Path, offset: number): Place
}

export type StepSources = WeakMap<Step, StepSource>

interface Loading {
  yaml: YamlFile
  kinds: readonly AnyStepKind[]
  sources: StepSources
  faults: Fault[]
}

/** A dialog's steps, each checked by its own kind. A wrong step is told and left out. */
export function loadSteps(
  raw: readonly unknown[],
  yaml: YamlFile,
  kinds: readonly AnyStepKind[],
  sources: StepSources,
): { steps: Step[]; faults: Fault[] } {
  const loading: Loading = { yaml, kinds, sources, faults: [] }
  const steps = loadList(raw, ['steps'], [], '', loading)
  return { steps, faults: loading.faults }
}

function loadList(raw: readonly unknown[], at: Path, id: Path, where: string, loading: Loading): Step[] {
  return raw.flatMap((item, index) => {
    const number = where === '' ? `step ${index + 1}` : `${where} ${index + 1}`
    return loadStep(item, [...at, index], [...id, index], number, loading) ?? []
  })
}

function loadStep(raw: unknown, at: Path, id: Path, number: string, loading: Loading): Step | undefined {
  const { yaml, sources } = loading
  const fault = (place: Place, message: string) =>
    loading.faults.push({ file: yaml.file, ...place, message, severity: 'error' })
  const kind = kindOf(raw, at, number, loading, fault)
  if (!kind) return undefined
  const where = `${number} (${kind.kind})`
  const checked = checkValue(kind.schema, raw, yaml, at, where)
  loading.faults.push(...checked.faults)
  if (checked.faults.length > 0) {
    // Nested lists are looked at even so: all faults at once.
    for (const [path, list] of listsIn(raw))
      loadList(list, [...at, ...path], [...id, ...path], `${number} › ${path.join('.')}`, loading)
    return undefined
  }
  const bound = kind.bind(raw)
  for (const { path, message } of bound.faults) fault(yaml.at([...at, ...path]), `${where}: ${message}`)
  const label = (raw as { label?: string }).label
  const step: Step = {
    id: label ?? id.join('.'),
    ...(label !== undefined && { label }),
    kind: kind.kind,
    file: yaml.file,
    ...yaml.at(at),
    refs: bound.refs,
    flow: bound.flow,
    blocks: new Map(
      Object.entries(bound.blocks).map(([name, list]) => {
        const path = blockPath(name)
        return [name, loadList(list, [...at, ...path], [...id, ...path], `${number} › ${name}`, loading)]
      }),
    ),
    run: bound.run,
  }
  sources.set(step, {
    where,
    at: path => yaml.at([...at, ...path]),
    inside: (path, offset) => yaml.inside([...at, ...path], offset),
  })
  return step
}

/** `on.not_found` → `on`, `not_found`; what follows the first dot is one key. */
function blockPath(name: string): string[] {
  const dot = name.indexOf('.')
  return dot < 0 ? [name] : [name.slice(0, dot), name.slice(dot + 1)]
}

/** Lists of mappings in a step that failed its schema: they are likely its nested steps. */
function listsIn(raw: unknown): [Path, readonly unknown[]][] {
  const isSteps = (value: unknown): value is unknown[] =>
    Array.isArray(value) && value.length > 0 && value.every(item => isMapping(item))
  if (!isMapping(raw)) return []
  return Object.entries(raw).flatMap(([key, value]): [Path, readonly unknown[]][] => {
    if (key === 'choices') return []
    if (isSteps(value)) return [[[key], value]]
    if (!isMapping(value) || (key !== 'on' && key !== 'cases')) return []
    return Object.entries(value).flatMap(([name, list]): [Path, readonly unknown[]][] =>
      isSteps(list) ? [[[key, name], list]] : [],
    )
  })
}

const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The first key of a step that is a kind's word; of `ask` and `say` in one mapping, the one that takes the rest. */
function kindOf(
  raw: unknown,
  at: Path,
  number: string,
  { yaml, kinds }: Loading,
  fault: (place: Place, message: string) => void,
): AnyStepKind | undefined {
  const words = kinds.map(kind => kind.kind)
  if (!isMapping(raw)) {
    const example = typeof raw === 'string' && words.includes(raw) ? `"${raw}:"` : '"say: order.thanks"'
    fault(yaml.at(at), `${number} must be a mapping such as ${example}, found ${shown(raw)}`)
    return undefined
  }
  const named = Object.keys(raw).flatMap(key => kinds.find(kind => kind.kind === key) ?? [])
  const [first] = named
  if (!first) {
    const keys = Object.keys(raw)
    const key = keys.find(each => each !== 'label') ?? keys[0]
    if (key === undefined)
      fault(yaml.at(at), `${number} is empty; a step begins with one of ${words.join(', ')}`)
    else
      fault(
        yaml.keyAt([...at, key]),
        `${number}: unknown kind of step "${key}"${hint(key, words, 'kinds are')}`,
      )
    return undefined
  }
  const misspelt = misspeltKind(first, Object.keys(raw), words)
  if (misspelt && named.length === 1) {
    fault(
      yaml.keyAt([...at, misspelt.key]),
      `${number}: unknown key "${misspelt.key}"; did you mean "${misspelt.word}"?`,
    )
    return undefined
  }
  const strangers = named.slice(1).filter(kind => !takes(first, kind.kind))
  if (strangers.length === 0) return first
  const whole = named.find(kind => named.every(other => other === kind || takes(kind, other.kind)))
  if (whole) return whole
  const [stranger] = strangers
  fault(
    yaml.keyAt([...at, stranger?.kind ?? '']),
    `${number} is both ${first.kind} and ${stranger?.kind}; a step does one thing, so begin another with "- ${stranger?.kind}:"`,
  )
  return undefined
}

/** A key that this kind does not take and that is nearly another kind's word: `aks` beside `say`. */
function misspeltKind(
  kind: AnyStepKind,
  keys: readonly string[],
  words: readonly string[],
): { key: string; word: string } | undefined {
  for (const key of keys.filter(each => !takes(kind, each))) {
    const own = kind.schema instanceof z.ZodObject ? Object.keys(kind.schema.shape) : []
    const word = nearest(key, [...own, ...words])
    if (word !== undefined && !own.includes(word)) return { key, word }
  }
  return undefined
}

const takes = (kind: AnyStepKind, key: string): boolean =>
  !(kind.schema instanceof z.ZodObject) || Object.hasOwn(kind.schema.shape, key)
