import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { DirectLineFault } from '../../web/widget/direct-line.ts'
import { createSession } from '../../web/widget/session.ts'
import { fakeLine, fakeMemory } from './fake-line.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

const setUp = (start: Record<string, string> = {}, token?: string) => {
  const line = fakeLine()
  const memory = fakeMemory(start)
  return { line, memory, session: createSession({ api: line.api, memory, locale: 'es', token }) }
}

describe('the session', () => {
  it('starts a conversation in the page’s language and keeps its resume token', async () => {
    const { line, memory, session } = setUp()
    expect(session.remembered()).toBe(false)
    expect(await session.ensure()).toMatchObject({ conversationId: 'c1' })
    expect(line.calls).toEqual(['generate', 'start es'])
    expect(memory.read('resume')).toBe('resume-c1')
  })

  it('asks once, however many ask at the same moment', async () => {
    const { line, session } = setUp()
    await Promise.all([session.ensure(), session.ensure(), session.ensure()])
    expect(line.calls).toEqual(['generate', 'start es'])
  })

  it('takes the remembered conversation up again', async () => {
    const { line, session } = setUp({ resume: 'resume-c9' })
    expect(session.remembered()).toBe(true)
    expect(await session.ensure()).toMatchObject({ conversationId: 'c9' })
    expect(line.calls).toEqual(['resume resume-c9'])
  })

  it('follows a link of a mail once, whatever this device remembers', async () => {
    const line = fakeLine()
    const memory = fakeMemory({ resume: 'resume-c9' })
    const session = createSession({ api: line.api, memory, locale: 'es', link: 'secret' })
    expect(session.remembered()).toBe(true)
    expect(await session.ensure()).toMatchObject({ conversationId: 'linked' })
    expect(memory.read('resume')).toBe('resume-linked')
    await session.startAnew()
    expect(line.calls.filter(call => call.startsWith('link'))).toEqual(['link secret'])
  })

  it('goes on with what it remembers where the link was used before', async () => {
    const line = fakeLine()
    line.fail('link', 'expired')
    const memory = fakeMemory({ resume: 'resume-c9' })
    const session = createSession({ api: line.api, memory, locale: 'es', link: 'secret' })
    expect(await session.ensure()).toMatchObject({ conversationId: 'c9' })
  })

  it.each(['expired', 'gone', 'refused'] as const)('starts a new one when resuming is %s', async code => {
    const { line, memory, session } = setUp({ resume: 'resume-c9' })
    line.fail('resume', code)
    expect(await session.ensure()).toMatchObject({ conversationId: 'c1' })
    expect(memory.read('resume')).toBe('resume-c1')
  })

  it.each(['unreachable', 'busy'] as const)(
    'does not lose the conversation when the server is %s',
    async code => {
      const { line, memory, session } = setUp({ resume: 'resume-c9' })
      line.fail('resume', code)
      await expect(session.ensure()).rejects.toThrow(DirectLineFault)
      expect(memory.read('resume')).toBe('resume-c9')
      expect(await session.ensure()).toMatchObject({ conversationId: 'c9' })
    },
  )

  it('takes the newer resume token that another tab was given meanwhile', async () => {
    const { line, memory, session } = setUp({ resume: 'resume-old' })
    line.fail('resume', 'expired')
    const ensured = session.ensure()
    memory.write('resume', 'resume-c5')
    expect(await ensured).toMatchObject({ conversationId: 'c5' })
  })

  it('refreshes the token each 15 minutes', async () => {
    const { line, session } = setUp()
    const before = await session.ensure()
    await vi.advanceTimersByTimeAsync(15 * 60_000)
    expect(line.calls.at(-1)).toBe(`refresh ${before.token}`)
    expect(session.current()?.token).not.toBe(before.token)
    expect(session.current()?.resumeToken).toBe('resume-c1')
    session.close()
    await vi.advanceTimersByTimeAsync(60 * 60_000)
    expect(line.calls.filter(call => call.startsWith('refresh'))).toHaveLength(1)
  })

  it('resumes when a token is too old to be refreshed, as after a night asleep', async () => {
    const { line, session } = setUp()
    const { token } = await session.ensure()
    line.fail('refresh', 'expired')
    expect(await session.renew(token)).toMatchObject({ conversationId: 'c1' })
    expect(line.calls.slice(2)).toEqual([`refresh ${token}`, 'resume resume-c1'])
  })

  it('renews a token once for all who met the stale one', async () => {
    const { line, session } = setUp()
    const { token } = await session.ensure()
    await session.renew(token)
    await session.renew(token)
    expect(line.calls.filter(call => call.startsWith('refresh'))).toHaveLength(1)
  })

  it('uses the token that the shop’s own server made', async () => {
    const { line, session } = setUp({}, 'made-by-the-shop')
    await session.ensure()
    expect(line.calls).toEqual(['start es'])
  })
})
