import { describe } from 'vitest'
import { accepting } from './contract/accepting.ts'
import { settleTimes } from './contract/settle-times.ts'
import type { Engine } from './contract/subject.ts'
import { taking } from './contract/taking.ts'

/** What both engines promise; each block has a database of its own. */
export function storeContract(engine: Engine): void {
  describe('accepting', () => accepting(engine))
  describe('settle times', () => settleTimes(engine))
  describe('taking', () => taking(engine))
}
