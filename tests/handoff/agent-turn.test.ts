import { describe, expect, test } from 'vitest'
import { agentTurn } from '../../handoff/agent-turn.ts'

const by = { handoffId: 'hof_1', agentId: 'agt_1', author: 'Ana' }
const hof = (status: 'waiting' | 'active' | 'resolved') => ({ id: 'hof_1', status })
const now = '2026-03-02T10:00:00.000Z'

describe('an agent’s row', () => {
  test('of a reply speaks to the customer and makes the hand-off active', () => {
    const turn = agentTurn({ verb: 'reply', ...by, text: 'Hola' }, hof('waiting'), 'inb_1', now)
    expect(turn.activities).toMatchObject([
      { type: 'message', id: 'inb_1:0', text: 'Hola', from: { name: 'Ana', role: 'agent' } },
    ])
    expect(turn.handoff).toEqual({ status: 'active', agentId: 'agt_1' })
  })

  test('of a reply that comes after the hand-off ended is kept for the desk, and not sent', () => {
    for (const open of [undefined, hof('resolved')]) {
      const turn = agentTurn({ verb: 'reply', ...by, text: 'Hola' }, open, 'inb_1', now)
      expect(turn.activities).toEqual([])
      expect(turn.notes).toMatchObject([
        { type: 'event', name: 'unsent', id: 'inb_1:0', text: 'Hola', value: { why: expect.any(String) } },
      ])
      expect(turn.handoff).toBeUndefined()
      expect(turn.event).toEqual({ change: 'refused', by: 'agt_1', data: { verb: 'reply' } })
    }
  })

  test('of a reply to what another agent has by now is not sent, unless a supervisor wrote it', () => {
    const theirs = { id: 'hof_1', status: 'active', agentId: 'agt_2' } as const
    const reply = { verb: 'reply', ...by, text: 'Hola' }
    const turn = agentTurn(reply, theirs, 'inb_1', now)
    expect(turn.activities).toEqual([])
    expect(turn.notes).toMatchObject([{ name: 'unsent', value: { why: expect.stringContaining('another') } }])
    const beside = agentTurn({ ...reply, supervisor: true }, theirs, 'inb_1', now)
    expect(beside.activities).toHaveLength(1)
    expect(beside.notes).toEqual([])
    expect(beside.handoff).toEqual({ status: 'active', agentId: 'agt_2' })
  })

  test('of a note reaches only the desk', () => {
    const turn = agentTurn({ verb: 'note', ...by, text: 'llamar mañana' }, hof('active'), 'inb_1', now)
    expect(turn.activities).toEqual([])
    expect(turn.notes).toHaveLength(1)
  })

  test('gives the conversation back with what the agent learned', () => {
    const turn = agentTurn({ verb: 'return', ...by, slots: { number: '10432' } }, hof('active'), 'inb_1', now)
    expect(turn.desk).toEqual({ verb: 'returned', slots: { number: '10432' } })
    expect(turn.handoff).toEqual({ status: 'returned', agentId: 'agt_1' })
  })

  test('resolves once: a second resolve changes nothing', () => {
    expect(agentTurn({ verb: 'resolve', ...by, cause: 'delay' }, hof('active'), 'inb_1', now).desk).toEqual({
      verb: 'resolved',
      cause: 'delay',
      handoff: 'hof_1',
    })
    expect(
      agentTurn({ verb: 'resolve', ...by, cause: 'delay' }, hof('resolved'), 'inb_1', now).desk,
    ).toBeUndefined()
  })

  test('for an earlier hand-off leaves the open one alone', () => {
    const later = { id: 'hof_2', status: 'waiting' } as const
    const resolve = agentTurn({ verb: 'resolve', ...by, cause: 'delay' }, later, 'inb_1', now)
    expect([resolve.handoff, resolve.desk]).toEqual([undefined, undefined])
    const reply = agentTurn({ verb: 'reply', ...by, text: 'Hola' }, later, 'inb_1', now)
    expect(reply.activities).toEqual([])
    expect(reply.handoff).toBeUndefined()
  })

  test('that the desk did not make is refused', () => {
    expect(() => agentTurn({ verb: 'explode' }, hof('active'), 'inb_1', now)).toThrow()
  })
})
