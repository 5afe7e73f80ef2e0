import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createChat } from '../../web/widget/chat.ts'
import { DirectLineFault } from '../../web/widget/direct-line.ts'
import { createSession } from '../../web/widget/session.ts'
import { fakeLine, fakeMemory } from './fake-line.ts'

beforeEach(() => vi.useFakeTimers({ now: new Date('2026-03-02T10:00:00Z') }))
afterEach(() => vi.useRealTimers())

function setUp(tab = fakeMemory(), device = fakeMemory()) {
  const line = fakeLine()
  const session = createSession({ api: line.api, memory: device, locale: 'en' })
  const chat = createChat({
    api: line.api,
    session,
    env: line.env,
    memory: tab,
    locale: 'en',
    hidden: () => false,
    preview: ({ name }) => ({ kind: 'file', name, url: undefined }),
  })
  const deliveries = () => chat.state().log.messages.map(({ text, delivery }) => `${text}: ${delivery}`)
  const open = async () => {
    chat.connect()
    await vi.advanceTimersByTimeAsync(0)
    line.socket().open()
  }
  const echo = (clientActivityID: string, id = clientActivityID) =>
    line
      .socket()
      .push({ type: 'message', id, text: 'echo', from: { role: 'user' }, channelData: { clientActivityID } })
  return { line, chat, tab, deliveries, open, echo }
}

describe('sending', () => {
  it('shows the message at once, posts it, and says when it is sent', async () => {
    const { line, chat, deliveries, open } = setUp()
    await open()
    chat.send('hello')
    expect(deliveries()).toEqual(['hello: sending'])
    await vi.advanceTimersByTimeAsync(0)
    expect(deliveries()).toEqual(['hello: sent'])
    expect(line.posted[0]?.activity).toMatchObject({
      type: 'message',
      text: 'hello',
      locale: 'en',
      channelData: { clientActivityID: 'id1' },
    })
    expect(line.posted[0]?.activity).not.toHaveProperty('value')
  })

  it('posts a pressed choice with its value and its title', async () => {
    const { line, chat, open } = setUp()
    await open()
    chat.press({ title: 'Yes', value: { choice: 'yes' } })
    await vi.advanceTimersByTimeAsync(0)
    expect(line.posted[0]?.activity).toMatchObject({
      type: 'message',
      text: 'Yes',
      value: { choice: 'yes' },
      channelData: { clientActivityID: 'id1', postBack: true },
    })
  })

  it('tells an agent who has spoken that the customer is typing, every few seconds and never the bot', async () => {
    const { line, chat, open } = setUp()
    await open()
    const said = (role: string, id: string) =>
      line.socket().push({
        type: 'message',
        id,
        text: id,
        from: { id: role, role: 'bot' },
        channelData: { speaker: role },
      })
    const signs = () =>
      line.posted.filter(({ activity }) => (activity as { type: string }).type === 'typing').length
    said('bot', 'b1')
    chat.typing()
    expect(signs()).toBe(0)
    said('agent', 'a1')
    chat.typing()
    chat.typing()
    await vi.advanceTimersByTimeAsync(3_000)
    chat.typing()
    line.fail('post', 'unreachable')
    await vi.advanceTimersByTimeAsync(3_000)
    chat.typing()
    said('bot', 'b2')
    await vi.advanceTimersByTimeAsync(3_000)
    chat.typing()
    await vi.advanceTimersByTimeAsync(0)
    expect(signs()).toBe(2)
    expect(chat.state().log.messages.map(({ text }) => text)).toEqual(['b1', 'a1', 'b2'])
  })

  it('uploads files with their message', async () => {
    const { line, chat, open } = setUp()
    await open()
    chat.send('my bill', [{ name: 'bill.pdf', blob: new Blob(['x'], { type: 'application/pdf' }) }])
    await vi.advanceTimersByTimeAsync(0)
    expect(line.posted).toMatchObject([
      { files: 1, activity: { attachments: [{ name: 'bill.pdf', contentType: 'application/pdf' }] } },
    ])
  })

  it('keeps the order of writing through faults, with the same ids, and nothing twice', async () => {
    const { line, chat, open } = setUp()
    await open()
    line.fail('post', 'unreachable', 'busy', 'unreachable')
    for (const word of ['one', 'two', 'three']) chat.send(word)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(line.posted.map(({ clientActivityID }) => clientActivityID)).toEqual(['id1', 'id2', 'id3'])
    expect(line.calls.filter(call => call.startsWith('post'))).toEqual([
      'post id1',
      'post id1',
      'post id1',
      'post id1',
      'post id2',
      'post id3',
    ])
  })

  it('waits without a network, however long, and sends when it is back', async () => {
    const { line, chat, deliveries, open } = setUp()
    await open()
    line.fail('post', ...Array.from({ length: 500 }, () => 'unreachable' as const))
    chat.send('patient')
    await vi.advanceTimersByTimeAsync(3 * 3_600_000)
    expect(deliveries()).toEqual(['patient: sending'])
    line.fail('post')
    chat.wake()
    await vi.advanceTimersByTimeAsync(0)
    expect(deliveries()).toEqual(['patient: sent'])
  })

  it('waits as long as the server asks', async () => {
    const { line, chat, open } = setUp()
    await open()
    line.fail('post', new DirectLineFault('busy', { status: 429, retryAfterMs: 20_000 }))
    chat.send('slowly')
    await vi.advanceTimersByTimeAsync(19_000)
    expect(line.posted).toHaveLength(0)
    await vi.advanceTimersByTimeAsync(2_000)
    expect(line.posted).toHaveLength(1)
  })

  it('renews an expired token and goes on', async () => {
    const { line, chat, deliveries, open } = setUp()
    await open()
    line.fail('post', 'expired')
    chat.send('late')
    await vi.advanceTimersByTimeAsync(2_000)
    expect(deliveries()).toEqual(['late: sent'])
  })

  it('says that a message failed after many bad answers, and retries the very same one', async () => {
    const { line, chat, deliveries, open } = setUp()
    await open()
    line.fail('post', ...Array.from({ length: 6 }, () => 'busy' as const))
    chat.send('unlucky')
    chat.send('next')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(deliveries()).toEqual(['unlucky: failed', 'next: sent'])
    chat.retry('id1')
    expect(deliveries()).toEqual(['next: sent', 'unlucky: sending'])
    await vi.advanceTimersByTimeAsync(0)
    expect(line.posted.map(({ clientActivityID }) => clientActivityID)).toEqual(['id2', 'id1'])
  })

  it('does not try again what the server refuses', async () => {
    const { line, chat, open } = setUp()
    await open()
    line.fail('post', 'refused')
    chat.send('x')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(chat.state().log.messages[0]).toMatchObject({ delivery: 'failed', problem: 'refused' })
    expect(line.calls.filter(call => call.startsWith('post'))).toHaveLength(1)
  })

  it('takes the echo for the answer when the answer hangs', async () => {
    const { line, chat, deliveries, open, echo } = setUp()
    await open()
    const post = line.api.post
    line.api.post = () => new Promise(() => {})
    chat.send('hanging')
    chat.send('behind it')
    await vi.advanceTimersByTimeAsync(0)
    line.api.post = post
    echo('id1')
    await vi.advanceTimersByTimeAsync(0)
    expect(deliveries()).toEqual(['hanging: sent', 'behind it: sent'])
    expect(line.posted.map(({ clientActivityID }) => clientActivityID)).toEqual(['id2'])
  })

  it('takes a socket for dead that does not echo what the server has', async () => {
    const { line, chat, open, echo } = setUp()
    await open()
    chat.send('echoed')
    await vi.advanceTimersByTimeAsync(0)
    echo('id1')
    await vi.advanceTimersByTimeAsync(10_000)
    expect(line.sockets).toHaveLength(1)
    chat.send('not echoed')
    await vi.advanceTimersByTimeAsync(10_000)
    expect(line.sockets).toHaveLength(2)
  })
})

describe('a reload', () => {
  it('sends what was not sent before it, as the same message', async () => {
    const tab = fakeMemory()
    const first = setUp(tab)
    first.line.fail('post', ...Array.from({ length: 50 }, () => 'unreachable' as const))
    await first.open()
    first.chat.send('before the reload')
    await vi.advanceTimersByTimeAsync(1_000)
    first.chat.close()

    const second = setUp(tab)
    await vi.advanceTimersByTimeAsync(100)
    expect(second.deliveries()).toEqual(['before the reload: sent'])
    expect(second.line.posted).toMatchObject([{ clientActivityID: 'id1' }])
    expect(tab.all.size).toBe(0)
  })

  it.each(['{', '[]', '[1,null,{"key":3}]', 'null'])('survives %s in its memory', kept => {
    expect(
      setUp(fakeMemory({ unsent: kept }))
        .chat.state()
        .log.messages.filter(({ key }) => key === undefined),
    ).toEqual([])
  })
})

describe('the state', () => {
  it('asks nothing of the server before it is connected', async () => {
    const { line, chat } = setUp()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(line.calls).toEqual([])
    expect(chat.state().connection).toBe('idle')
  })

  it('takes what comes at once for history, and what comes later for news', async () => {
    const { chat, open } = setUp()
    await open()
    expect(chat.state().caughtUp).toBe(false)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(chat.state().caughtUp).toBe(true)
  })

  it('forgets a typing sign that no message follows', async () => {
    const { line, chat, open } = setUp()
    await open()
    line.socket().push({ type: 'typing', from: { id: 'bot', role: 'bot' } })
    expect(chat.state().log.typing).toBeDefined()
    await vi.advanceTimersByTimeAsync(15_000)
    expect(chat.state().log.typing).toBeUndefined()
  })

  it('starts anew on request, with an empty log', async () => {
    const { line, chat, open } = setUp()
    await open()
    line
      .socket()
      .push({ type: 'message', id: '1', text: 'bye', from: { role: 'bot' } }, { type: 'endOfConversation' })
    expect(chat.state().log.ended).toBe(true)
    chat.startAnew()
    await vi.advanceTimersByTimeAsync(2_000)
    expect(chat.state().log).toMatchObject({ messages: [], ended: false })
    expect(line.socket().url).toContain('/c2')
  })
})
