import { createDeskLoop } from './desk-loop.ts'
import { createDeskNotices } from './desk-notices.ts'
import type { House } from './open-loops.ts'
import type { Loop } from './take-turns.ts'

/** What the desk does by itself and what customers are told of it, not yet started: in each process that takes turns. Its routes are open-api.ts'. */
export function openDesk({ store, contents, clock, log }: House): Loop[] {
  const notices = createDeskNotices({ store, clock, log })
  const desk = () => contents.current().desk
  return [createDeskLoop({ store, desk, clock, log, onPlace: notices.onPlace }), notices]
}
