import { describe, expect, test } from 'vitest'
import { targetOf, transferChange } from '../../handoff/transfer.ts'
import { at, NOW } from './desk-subject.ts'

const targets = {
  agents: [
    { id: 'agt_1', email: 'ana@example.org', role: 'agent' },
    { id: 'agt_2', email: 'des@example.org', role: 'designer' },
    { id: 'vip', email: 'vip@example.org', role: 'agent' },
  ],
  teams: [{ name: 'vip' }, { name: 'ro' }],
  languages: ['es', 'ro', 'pt-BR'],
}
const by = { id: 'agt_9', supervisor: false }

describe('a transfer', () => {
  test('names an agent, a team or a language; a plain name is looked up in that order', () => {
    expect(targetOf('Ana@Example.org', targets)).toEqual({ kind: 'agent', id: 'agt_1' })
    expect(targetOf('agt_1', targets)).toEqual({ kind: 'agent', id: 'agt_1' })
    expect(targetOf('vip', targets)).toEqual({ kind: 'agent', id: 'vip' })
    expect(targetOf('team:vip', targets)).toEqual({ kind: 'team', name: 'vip' })
    expect(targetOf('ro', targets)).toEqual({ kind: 'team', name: 'ro' })
    expect(targetOf('language:ro', targets)).toEqual({ kind: 'language', tag: 'ro' })
    expect(targetOf('pt', targets)).toEqual({ kind: 'language', tag: 'pt-BR' })
    expect(targetOf('PT-br', targets)).toEqual({ kind: 'language', tag: 'pt-BR' })
    for (const wrong of ['des@example.org', 'agt_2', 'team:es', 'language:vip', 'team:', 'nobody']) {
      expect(targetOf(wrong, targets)).toBeUndefined()
    }
  })

  const options = { by, nowMs: NOW, offerMs: 60_000 }

  test('to a colleague asks them, for longer than whoever is next', () => {
    expect(
      transferChange({ status: 'active', agentId: 'agt_9' }, { kind: 'agent', id: 'agt_1' }, options),
    ).toEqual({
      ok: true,
      change: {
        change: 'transfer',
        by: 'agt_9',
        status: 'offered',
        agentId: 'agt_1',
        offeredUntil: at(300_000),
        data: { to: { kind: 'agent', id: 'agt_1' } },
        at: at(0),
      },
    })
  })

  test('to a team or a language puts it into the queue', () => {
    const own = { status: 'active', agentId: 'agt_9' } as const
    expect(transferChange(own, { kind: 'team', name: 'vip' }, options)).toMatchObject({
      change: { status: 'waiting', agentId: null, team: 'vip' },
    })
    const spoken = transferChange(own, { kind: 'language', tag: 'ro' }, options)
    expect(spoken).toMatchObject({ change: { status: 'waiting', agentId: null, language: 'ro', team: null } })
  })

  test('of what another agent has is refused, but to supervisors', () => {
    const other = { status: 'on_hold', agentId: 'agt_1' } as const
    const to = { kind: 'team', name: 'vip' } as const
    expect(transferChange(other, to, options).ok).toBe(false)
    expect(transferChange(other, to, { ...options, by: { ...by, supervisor: true } }).ok).toBe(true)
    expect(transferChange({ status: 'resolved' }, to, options).ok).toBe(false)
    expect(
      transferChange({ status: 'offered', agentId: 'agt_1' }, { kind: 'agent', id: 'agt_1' }, options).ok,
    ).toBe(false)
  })
})
