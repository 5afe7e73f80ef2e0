import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Act, isOpen, next, type Ownership } from '../../handoff/ownership.ts'
import { HANDOFF_STATUSES } from '../../protocol/api/handoff.ts'

const AGENTS = ['ana', 'ben', 'cho'] as const

const actor = fc.record({ id: fc.constantFrom(...AGENTS), supervisor: fc.boolean() })
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ verb: fc.constant('claim' as const), by: actor, takeOver: fc.boolean() }),
  fc.record({
    verb: fc.constantFrom(
      'accept',
      'decline',
      'reply',
      'note',
      'hold',
      'resume',
      'return',
      'resolve',
    ) as fc.Arbitrary<'accept' | 'reply' | 'return'>,
    by: actor,
  }),
  fc.record(
    { verb: fc.constant('transfer' as const), by: actor, to: fc.constantFrom(...AGENTS) },
    { requiredKeys: ['verb', 'by'] },
  ),
  fc.record({ verb: fc.constant('offer' as const), to: fc.constantFrom(...AGENTS) }),
  fc.record({ verb: fc.constantFrom('expire', 'vanish', 'wake', 'echo', 'idle') as fc.Arbitrary<'echo'> }),
)

/** From the queue, through all that was possible. */
function walk(
  acts: readonly Act[],
  seen: (before: Ownership, act: Act, after: Ownership) => void,
): Ownership {
  let now: Ownership = { status: 'waiting' }
  for (const one of acts) {
    const step = next(now, one)
    if (!step.ok) {
      expect(step.why).not.toBe('')
      continue
    }
    const after = { status: step.status, agentId: step.agentId }
    seen(now, one, after)
    now = after
  }
  return now
}

const isHeld = ({ status }: Ownership) => status === 'active' || status === 'on_hold'

describe('ownership', () => {
  test('is somebody’s exactly when it is offered or held, an echo’s excepted', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 40 }), acts => {
        walk(acts, (before, { verb }, after) => {
          expect(HANDOFF_STATUSES).toContain(after.status)
          if (after.status === 'waiting') expect(after.agentId).toBeUndefined()
          if (after.status === 'offered') expect(after.agentId).toBeDefined()
          if (isHeld(after) && after.agentId === undefined) {
            expect(verb === 'echo' || before.agentId === undefined).toBe(true)
          }
        })
      }),
    )
  })

  test('is never taken from an agent who works on it, but by themselves, on purpose, by a supervisor, or when they have gone', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 40 }), acts => {
        walk(acts, (before, one, after) => {
          if (!isHeld(before) || before.agentId === undefined || before.agentId === after.agentId) return
          const reason =
            one.verb === 'vanish' ||
            ('by' in one && (one.by.id === before.agentId || one.by.supervisor)) ||
            (one.verb === 'claim' && one.takeOver === true)
          expect(reason).toBe(true)
        })
      }),
    )
  })

  test('that has ended never begins again', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 40 }), act, (acts, one) => {
        walk(acts, before => expect(isOpen(before.status)).toBe(true))
        for (const status of ['returned', 'resolved'] as const) {
          expect(next({ status, agentId: 'ana' }, one).ok).toBe(false)
        }
      }),
    )
  })

  const ana = { id: 'ana', supervisor: false }
  const ben = { id: 'ben', supervisor: false }
  const chief = { id: 'cho', supervisor: true }
  const bens: Ownership = { status: 'active', agentId: 'ben' }

  test('of another agent is refused to a reply and left to a supervisor’s', () => {
    expect(next(bens, { verb: 'reply', by: ana })).toEqual({
      ok: false,
      why: 'another agent has it; claim it with takeOver first',
    })
    expect(next(bens, { verb: 'reply', by: chief })).toEqual({ ok: true, status: 'active', agentId: 'ben' })
    expect(next(bens, { verb: 'claim', by: chief }).ok).toBe(false)
    expect(next(bens, { verb: 'claim', by: ana, takeOver: true })).toMatchObject({ agentId: 'ana' })
    expect(next(bens, { verb: 'note', by: ana })).toEqual({ ok: true, status: 'active', agentId: 'ben' })
  })

  test('that is offered to one may be claimed by another, who is then the only one', () => {
    const offered: Ownership = { status: 'offered', agentId: 'ben' }
    expect(next(offered, { verb: 'accept', by: ana }).ok).toBe(false)
    expect(next(offered, { verb: 'claim', by: ana })).toMatchObject({ status: 'active', agentId: 'ana' })
    expect(next({ status: 'active', agentId: 'ana' }, { verb: 'accept', by: ben }).ok).toBe(false)
  })

  test('of what was put aside stays with its agent when the customer writes', () => {
    expect(next({ status: 'on_hold', agentId: 'ben' }, { verb: 'wake' })).toEqual({
      ok: true,
      status: 'active',
      agentId: 'ben',
    })
    expect(next(bens, { verb: 'wake' }).ok).toBe(false)
  })

  test('of somebody at the platform’s own app may be claimed by any agent, and ends by itself', () => {
    const app: Ownership = { status: 'active' }
    expect(next(app, { verb: 'claim', by: ana })).toMatchObject({ status: 'active', agentId: 'ana' })
    expect(next(app, { verb: 'idle' })).toMatchObject({ status: 'returned' })
    expect(next(bens, { verb: 'idle' }).ok).toBe(false)
    expect(next(bens, { verb: 'echo' })).toMatchObject({ status: 'active', agentId: 'ben' })
    expect(next({ status: 'offered', agentId: 'ben' }, { verb: 'echo' })).toEqual({
      ok: true,
      status: 'active',
      agentId: undefined,
    })
  })

  test('of a resolved hand-off stays with who had it, for the figures', () => {
    expect(next(bens, { verb: 'resolve', by: ben })).toEqual({ ok: true, status: 'resolved', agentId: 'ben' })
    expect(next(bens, { verb: 'resolve', by: chief })).toMatchObject({ agentId: 'ben' })
    expect(next({ status: 'waiting' }, { verb: 'resolve', by: ana })).toMatchObject({ agentId: 'ana' })
    expect(next(bens, { verb: 'transfer', by: ben })).toEqual({
      ok: true,
      status: 'waiting',
      agentId: undefined,
    })
  })
})
