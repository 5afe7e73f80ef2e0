import { createDeskLoop, type DeskLoopDeps } from './desk-loop.ts'
import type { House } from './open-loops.ts'
import type { Loop } from './take-turns.ts'

/** What the desk does by itself, not yet started: in each process that takes turns. Its routes are open-api.ts'. */
export const openDesk = (
  { store, contents, clock, log }: House,
  hooks: Pick<DeskLoopDeps, 'onPlace'> = {},
): Loop[] => [createDeskLoop({ store, desk: () => contents.current().desk, clock, log, ...hooks })]
