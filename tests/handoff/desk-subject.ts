import type { DeskPicture } from '../../handoff/desk-plan.ts'
import type { DeskHandoff } from '../../handoff/desk-store.ts'
import type { Staff } from '../../handoff/routing.ts'

/** A moment; times below are milliseconds from it. */
export const NOW = Date.parse('2026-03-02T10:00:00.000Z')
export const at = (ms: number): string => new Date(NOW + ms).toISOString()

/** An agent who is online and works, unless said otherwise. */
export const staff = (id: string, change: Partial<Staff> = {}): Staff => ({
  id,
  role: 'agent',
  teams: [],
  languages: [],
  skills: [],
  status: 'online',
  working: true,
  active: 0,
  offered: 0,
  named: false,
  lastTakenAt: 0,
  ...change,
})

/** A hand-off that waits since now, unless said otherwise. */
export const handoff = (id: string, change: Partial<DeskHandoff> = {}): DeskHandoff => ({
  id,
  conversationId: `cnv_${id}`,
  customerId: 'cus_1',
  channel: 'webchat',
  reason: 'asked',
  priority: 'normal',
  facts: {},
  status: 'waiting',
  createdAt: at(0),
  updatedAt: at(0),
  deadlineAt: at(3_600_000),
  waitingSince: at(0),
  version: 1,
  ...change,
})

export const picture = (change: Partial<DeskPicture> = {}): DeskPicture => {
  const people = change.staff ?? []
  return {
    now: NOW,
    handoffs: [],
    staff: people,
    accounts: new Set(people.map(({ id }) => id)),
    presence: new Map(
      people.map(({ id, status }) => [
        id,
        { agentId: id, status, seenAt: new Date(change.now ?? NOW).toISOString() },
      ]),
    ),
    teams: [],
    capacity: 5,
    offerMs: 60_000,
    rises: () => [],
    passedUntil: () => undefined,
    ...change,
  }
}
