import type { Fault } from '../protocol/errors.ts'
import type { ContentFiles, Dialog, SlotSpec } from './content.ts'
import { type ContentFile, filesIn } from './content-files.ts'
import { dialogSchema } from './dialog-schema.ts'
import { expressionAt } from './load-bot.ts'
import { loadSteps, type StepSources } from './load-steps.ts'
import type { AnyStepKind, Step } from './step.ts'
import { readYaml, type YamlFile } from './yaml-file.ts'
import { checkValue, shown } from './zod-faults.ts'

/** A dialog with its file, for the checks. A dialog with faults is there too, as far as it could be read. */
export interface LoadedDialog {
  dialog: Dialog
  yaml: YamlFile
  /** It stands in `bots/common`, or overrides one that does: the engine itself begins it. */
  inherited: boolean
  broken: boolean
  /** Its slots could be read, even when its steps could not. */
  slotsKnown: boolean
}

export interface LoadedDialogs {
  dialogs: readonly LoadedDialog[]
  sources: StepSources
  faults: readonly Fault[]
}

/** Reads all dialogs; a bot's file takes the place of the inherited one of the same name. Never throws. */
export function loadDialogs(files: ContentFiles, bot: string, kinds: readonly AnyStepKind[]): LoadedDialogs {
  const all = filesIn(files, bot, 'dialogs')
  const inherited = new Set(all.filter(file => file.inherited).map(file => file.name))
  const chosen = new Map(all.map(file => [file.name, file]))
  const sources: StepSources = new WeakMap()
  const faults: Fault[] = []
  const dialogs = [...chosen.values()].map(file => {
    const before = faults.length
    const { dialog, yaml, slotsKnown } = loadDialog(file, kinds, sources, faults)
    const broken = faults.slice(before).some(fault => fault.severity === 'error')
    return { dialog, yaml, inherited: inherited.has(file.name), broken, slotsKnown }
  })
  return { dialogs, sources, faults }
}

function loadDialog(file: ContentFile, kinds: readonly AnyStepKind[], sources: StepSources, faults: Fault[]) {
  const yaml = readYaml(file.file, file.text)
  faults.push(...yaml.faults)
  const raw = yaml.value
  const empty: Dialog = {
    name: file.name,
    about: '',
    triggers: [],
    slots: new Map(),
    steps: [],
    file: file.file,
  }
  if (yaml.faults.length > 0) return { dialog: empty, yaml, slotsKnown: false }
  if (raw === null || typeof raw !== 'object' || Array.isArray(raw)) {
    const message = `a dialog's file is a mapping with dialog, trigger and steps; found ${shown(raw)}`
    faults.push({ file: file.file, ...yaml.at([]), message, severity: 'error' })
    return { dialog: empty, yaml, slotsKnown: false }
  }
  const head = checkValue(dialogSchema, raw, yaml)
  faults.push(...head.faults)
  const steps: Step[] = []
  if ('steps' in raw && Array.isArray(raw.steps)) {
    const loaded = loadSteps(raw.steps, yaml, kinds, sources)
    steps.push(...loaded.steps)
    faults.push(...loaded.faults)
  }
  if (!head.value) return { dialog: { ...empty, steps }, yaml, slotsKnown: false }
  const { dialog: name, about, trigger, slots } = head.value
  if (name !== file.name)
    faults.push({
      file: file.file,
      ...yaml.at(['dialog']),
      message: `dialog is named as its file, "${file.name}", found "${name}"`,
      severity: 'error',
    })
  const specs = Object.entries(slots).map(([slot, { entity, valid, remember }]): [string, SlotSpec] => {
    const condition =
      valid === undefined ? undefined : expressionAt(valid, yaml, ['slots', slot, 'valid'], faults)
    return [
      slot,
      {
        entity: [entity].flat(),
        ...(condition && { valid: condition }),
        ...(remember !== undefined && { remember }),
      },
    ]
  })
  const dialog: Dialog = {
    name: file.name,
    about,
    triggers: trigger === undefined ? [] : [trigger].flat(),
    slots: new Map(specs),
    steps,
    file: file.file,
  }
  return { dialog, yaml, slotsKnown: true }
}
