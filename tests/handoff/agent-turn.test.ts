import { describe, expect, test } from 'vitest'
import { agentTurn } from '../../handoff/agent-turn.ts'

const by = { handoffId: 'hof_1', agentId: 'agt_1', author: 'Ana' }
const now = '2026-03-02T10:00:00.000Z'

describe('an agent’s row', () => {
  test('of a reply speaks to the customer and makes the hand-off active', () => {
    const turn = agentTurn({ verb: 'reply', ...by, text: 'Hola' }, 'waiting', 'inb_1', now)
    expect(turn.activities).toMatchObject([
      { type: 'message', id: 'inb_1:0', text: 'Hola', from: { name: 'Ana', role: 'agent' } },
    ])
    expect(turn.handoff).toEqual({ status: 'active', agentId: 'agt_1' })
  })

  test('of a reply accepted before the hand-off ended is still delivered', () => {
    const turn = agentTurn({ verb: 'reply', ...by, text: 'Hola' }, 'resolved', 'inb_1', now)
    expect(turn.activities).toHaveLength(1)
    expect(turn.handoff).toBeUndefined()
  })

  test('of a note reaches only the desk', () => {
    const turn = agentTurn({ verb: 'note', ...by, text: 'llamar mañana' }, 'active', 'inb_1', now)
    expect(turn.activities).toEqual([])
    expect(turn.notes).toHaveLength(1)
  })

  test('gives the conversation back with what the agent learned', () => {
    const turn = agentTurn({ verb: 'return', ...by, slots: { number: '10432' } }, 'active', 'inb_1', now)
    expect(turn.desk).toEqual({ verb: 'returned', slots: { number: '10432' } })
    expect(turn.handoff).toEqual({ status: 'returned' })
  })

  test('resolves once: a second resolve changes nothing', () => {
    expect(agentTurn({ verb: 'resolve', ...by, cause: 'delay' }, 'active', 'inb_1', now).desk).toEqual({
      verb: 'resolved',
      cause: 'delay',
    })
    expect(
      agentTurn({ verb: 'resolve', ...by, cause: 'delay' }, 'resolved', 'inb_1', now).desk,
    ).toBeUndefined()
  })

  test('that the desk did not make is refused', () => {
    expect(() => agentTurn({ verb: 'explode' }, 'active', 'inb_1', now)).toThrow()
  })
})
