import { expect, test } from 'vitest'
import { newId } from '../../../protocol/ids.ts'
import type { AgentRow } from '../../../store/store.ts'
import { at, type Engine, HOUR_MS, useStore } from './subject.ts'

export function accounts(engine: Engine): void {
  const store = useStore(engine)
  const agent = (email: string): AgentRow => ({
    id: newId('agt'),
    name: 'A\u0000na',
    email,
    role: 'supervisor',
    passwordHash: 'h',
    createdAt: at(0),
  })

  test('the first account is made once, and only while there is none', async () => {
    expect(await store().accounts.addFirst(agent('First@example.org'))).toBe(true)
    expect(await store().accounts.addFirst(agent('second@example.org'))).toBe(false)
    expect(await store().agents.list()).toMatchObject([{ name: 'Ana', email: 'first@example.org' }])
  })

  test('a new password ends every session but the one that changed it', async () => {
    const one = agent('sessions@example.org')
    await store().agents.add(one)
    for (const tokenHash of ['a', 'b', 'c']) {
      const session = { tokenHash, agentId: one.id, csrfToken: 'x', createdAt: at(0), expiresAt: at(HOUR_MS) }
      await store().agents.addSession(session)
    }
    await store().accounts.setPassword(one.id, 'new', 'b')
    const alive = async () =>
      (await Promise.all(['a', 'b', 'c'].map(hash => store().agents.session(hash, at(1))))).map(
        found => found?.agent.passwordHash,
      )
    expect(await alive()).toEqual([undefined, 'new', undefined])
    await store().accounts.endSessions(one.id)
    expect(await alive()).toEqual([undefined, undefined, undefined])
  })

  test('tokens are found by their hash until they end, and go with their account', async () => {
    const one = agent('tokens@example.org')
    await store().agents.add(one)
    const token = {
      id: newId('tok'),
      agentId: one.id,
      name: 'n',
      scopes: ['read', 'figures'],
      createdAt: at(0),
    }
    await store().accounts.addToken({ ...token, tokenHash: 't1' })
    const ending = { ...token, id: newId('tok'), expiresAt: at(1_000) }
    await store().accounts.addToken({ ...ending, tokenHash: 't2' })
    expect(await store().accounts.byToken('t1', at(0))).toEqual({
      agent: { ...one, name: 'Ana' },
      token,
    })
    expect(await store().accounts.byToken('t2', at(999))).toMatchObject({ token: { id: ending.id } })
    expect(await store().accounts.byToken('t2', at(1_000))).toBeUndefined()
    await store().accounts.tokenUsed(token.id, at(5))
    expect(await store().accounts.tokens(one.id)).toEqual([ending, { ...token, lastUsedAt: at(5) }])
    expect(await store().accounts.removeToken('agt_other', token.id)).toBe(false)
    expect(await store().accounts.removeToken(one.id, token.id)).toBe(true)
    await store().agents.remove(one.email)
    expect(await store().accounts.byToken('t2', at(0))).toBeUndefined()
    expect(await store().accounts.tokens(one.id)).toEqual([])
  })
}
