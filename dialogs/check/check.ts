import type { TrainingSource } from '../../intents/understander.ts'
import type { Fault } from '../../protocol/errors.ts'
import type { BotConfig, ContentFiles } from '../content.ts'
import type { LoadedDialog } from '../load-dialogs.ts'
import type { LoadedFaq } from '../load-intents.ts'
import type { StepSource, StepSources } from '../load-steps.ts'
import type { LoadedText } from '../load-texts.ts'
import type { Ref, Step } from '../step.ts'
import type { Place, YamlFile } from '../yaml-file.ts'
import type { ChannelSizes } from './channel-sizes.ts'

/** All that was read of a bot, faults or not, for rules that look across files. */
export interface CheckInput {
  files: ContentFiles
  /** The bot folder's name. */
  name: string
  /** Undefined when bot.yaml has faults of its own. */
  bot?: BotConfig
  botYaml: YamlFile
  /** The first is the default. */
  languages: readonly string[]
  /** Those whose texts could all be read; only in them can a text be missing. */
  readable: readonly string[]
  dialogs: readonly LoadedDialog[]
  sources: StepSources
  texts: ReadonlyMap<string, ReadonlyMap<string, LoadedText>>
  textFiles: ReadonlyMap<string, YamlFile>
  examples: TrainingSource['examples']
  faqs: ReadonlyMap<string, readonly LoadedFaq[]>
  actions: readonly ActionFacts[]
  /** What channels take; left out, texts may be of any length. */
  sizes?: readonly ChannelSizes[]
  /** Whether a file is in the bot's folder; undefined when that can't be known (content from the database). */
  fileExists?: (path: string) => boolean
}

/** What a dialog may know of an action: its name, and the branches it may answer beside `ok`, `failed` and `timeout`. */
export interface ActionFacts {
  name: string
  outcomes: readonly string[]
}

/** One rule. Pure. */
export type Check = (input: CheckInput) => Fault[]

/** A reference of a step, with all that a sentence about it needs. */
export interface PlacedRef<T extends Ref['type'] = Ref['type']> {
  ref: Extract<Ref, { type: T }>
  step: Step
  source: StepSource
  owner: LoadedDialog
  /** A fault at the reference, or `offset` characters into it. */
  fault(message: string, options?: { offset?: number; severity?: Fault['severity'] }): Fault
}

/** All references of these types, in all steps of all dialogs. */
export function refsOf<T extends Ref['type']>(input: CheckInput, ...types: T[]): PlacedRef<T>[] {
  return input.dialogs.flatMap(owner =>
    allSteps(owner.dialog.steps).flatMap(step => {
      const source = input.sources.get(step)
      if (!source) return []
      return step.refs
        .filter((ref): ref is Extract<Ref, { type: T }> => (types as string[]).includes(ref.type))
        .map(ref => ({ ref, step, source, owner, fault: teller(step, source, ref) }))
    }),
  )
}

function teller(step: Step, source: StepSource, ref: Ref): PlacedRef['fault'] {
  return (message, { offset, severity = 'error' } = {}) => {
    const place: Place = offset === undefined ? source.at(ref.path) : source.inside(ref.path, offset)
    return { file: step.file, ...place, message: `${source.where}: ${message}`, severity }
  }
}

/** Steps with those nested in them, in the order of the file. */
export const allSteps = (steps: readonly Step[]): Step[] =>
  steps.flatMap(step => [step, ...[...step.blocks.values()].flatMap(allSteps)])

/** Names of all intents that the bot knows: with examples in any language, or a question of the FAQ. */
export const intentNames = (input: CheckInput): Set<string> =>
  new Set(Object.values(input.examples).flatMap(examples => examples.map(example => example.intent)))
