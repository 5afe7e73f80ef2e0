import type { AnyStepKind } from '../step.ts'
import { ask } from './ask.ts'
import { begin } from './begin.ts'
import { call } from './call.ts'
import { clear } from './clear.ts'
import { emit } from './emit.ts'
import { end } from './end.ts'
import { goto } from './goto.ts'
import { handoff } from './handoff.ts'
import { ifStep } from './if.ts'
import { restart } from './restart.ts'
import { retry } from './retry.ts'
import { say } from './say.ts'
import { set } from './set.ts'
import { survey } from './survey.ts'
import { switchStep } from './switch.ts'
import { wait } from './wait.ts'

/** Every kind of step there is. A new kind is a file in this folder and a line here. */
export const STEP_KINDS: readonly AnyStepKind[] = [
  say,
  ask,
  set,
  ifStep,
  switchStep,
  call,
  begin,
  goto,
  end,
  restart,
  retry,
  clear,
  handoff,
  survey,
  wait,
  emit,
]
