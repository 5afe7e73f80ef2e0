import { ConserjeError } from '../protocol/errors.ts'
import type { Json, JsonObject } from '../protocol/json.ts'
import { holds } from './condition.ts'
import type { Dialog } from './content.ts'
import { fill, isBounded } from './frames.ts'
import { valuesOf } from './names.ts'
import type { StepInput, StepRun } from './outcome.ts'
import { say } from './say.ts'
import type { Frame } from './state.ts'
import { surveyRun } from './survey-run.ts'
import type { Turn } from './turn-context.ts'

/** What a step sees of the turn, and the few ways in which it may change it. */
export function stepRun(turn: Turn, dialog: Dialog, frame: Frame, input: StepInput): StepRun {
  const { at } = frame
  return {
    input,
    memory: frame.memory[at] ?? {},
    remember(memory) {
      if (Object.keys(memory).length === 0) delete frame.memory[at]
      else frame.memory[at] = memory
    },
    evaluate: expression => expression.evaluate(valuesOf(turn, frame)),
    validates: (expression, value) => holds(expression, { ...valuesOf(turn, frame), value }),
    say: (key, options) => say(turn, frame, key, options),
    emit: (name, data) => turn.events.push({ name, data: bounded(name, data) }),
    survey: surveyRun(turn),
    slot: name => frame.slots[name] ?? null,
    slotSpec: name => dialog.slots.get(name),
    setSlot: (name, value) => fill(turn, dialog, frame, { [name]: bounded(name, value) }),
    set(name, value) {
      if (dialog.slots.has(name)) fill(turn, dialog, frame, { [name]: bounded(name, value) })
      else frame.saved[name] = bounded(name, value)
      if (name === 'order' && isObject(value)) turn.state.order = value
    },
  }
}

function bounded<Value extends Json>(name: string, value: Value): Value {
  if (isBounded(value)) return value
  throw new ConserjeError('dialog.value_too_large', 'content', `the value of ${name} is too large to be kept`)
}

const isObject = (value: Json): value is JsonObject =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
