import { describe, expect, it } from 'vitest'
import { possible } from '../../web/console/conversation/allowed-verbs.ts'
import { rowsOfTranscript } from '../../web/console/conversation/rows.ts'
import { noticeOf } from '../../web/console/notify/notices.ts'
import type { Entry } from './sample.ts'

const say = (id: string, at: string, speaker: Entry['speaker'] = 'customer'): Entry => ({
  id,
  at,
  speaker,
  text: id,
  activity: { type: 'message', id: `act_${id}`, text: id },
})
const event = (id: string, at: string, name: string, value: unknown): Entry => ({
  id,
  at,
  speaker: 'customer',
  activity: { type: 'event', name, value },
})
const kinds = (entries: Entry[]) => rowsOfTranscript(entries).map(row => row.kind)

describe('the rows of a transcript', () => {
  it('begin each day with its name', () => {
    expect(
      kinds([
        say('a', '2026-11-20T12:00:00Z'),
        say('b', '2026-11-20T12:01:00Z'),
        say('c', '2026-11-22T12:00:00Z'),
      ]),
    ).toEqual(['day', 'message', 'message', 'day', 'message'])
  })

  it('name a speaker once, and again after a pause or another voice', () => {
    const rows = rowsOfTranscript([
      say('a', '2026-11-22T12:00:00Z'),
      say('b', '2026-11-22T12:01:00Z'),
      say('c', '2026-11-22T12:30:00Z'),
      say('d', '2026-11-22T12:30:10Z', 'bot'),
      say('e', '2026-11-22T12:30:20Z'),
    ])
    expect(rows.flatMap(row => (row.kind === 'message' ? [row.isFirst] : []))).toEqual([
      true,
      false,
      true,
      true,
      true,
    ])
  })

  it('show a sign, an edit and a message taken back at the message that they are about', () => {
    const rows = rowsOfTranscript([
      say('a', '2026-11-22T12:00:00Z'),
      event('b', '2026-11-22T12:00:01Z', 'reaction', { messageId: 'act_a', emoji: '👍' }),
      event('c', '2026-11-22T12:00:02Z', 'edited', { messageId: 'act_a', text: 'mended' }),
      event('d', '2026-11-22T12:00:03Z', 'reaction', { messageId: 'act_a' }),
      event('e', '2026-11-22T12:00:04Z', 'deleted', { messageId: 'act_a' }),
    ])
    expect(rows).toHaveLength(2)
    expect(rows[1]).toMatchObject({
      kind: 'message',
      now: 'mended',
      marks: { edited: true, deleted: true, reactions: [] },
    })
  })

  it('show what is about a message that is not here as a line of its own', () => {
    expect(
      kinds([event('b', '2026-11-22T12:00:01Z', 'reaction', { messageId: 'elsewhere', emoji: '👍' })]),
    ).toEqual(['day', 'notice'])
  })

  it('tell notes from messages', () => {
    expect(
      kinds([
        {
          ...say('n', '2026-11-22T12:00:00Z', 'agent'),
          activity: { type: 'event', name: 'note', text: 'x' },
        },
      ]),
    ).toEqual(['day', 'note'])
  })
})

describe('what an agent may do', () => {
  const me = { id: 'me', name: 'Me', email: 'me@example.org', role: 'agent' as const }

  it('is to claim what waits, and to answer what is theirs', () => {
    expect(possible({ status: 'waiting' }, me)).toMatchObject({ claim: true, reply: true, resolve: false })
    expect(possible({ status: 'active', agentId: 'me' }, me)).toMatchObject({
      claim: false,
      reply: true,
      hold: true,
      resolve: true,
      return: true,
    })
    expect(possible({ status: 'active', agentId: 'you' }, me)).toMatchObject({
      reply: false,
      resolve: false,
      takeOver: false,
    })
    expect(possible({ status: 'resolved', agentId: 'me' }, me)).toMatchObject({
      reply: false,
      claim: false,
      transfer: false,
    })
  })

  it('is for a supervisor to take over and move what others have, but not to speak in their place', () => {
    expect(possible({ status: 'active', agentId: 'you' }, { ...me, role: 'supervisor' })).toMatchObject({
      takeOver: true,
      transfer: true,
      reply: false,
    })
  })
})

describe('notices', () => {
  const row = {
    id: 'h',
    conversationId: 'c',
    status: 'waiting',
    reason: 'asked',
    priority: 'normal',
    channel: 'webchat',
    summary: 's',
    createdAt: '',
    deadlineAt: '',
    overdue: false,
  } as const
  const of = (event: Parameters<typeof noticeOf>[0], mine = true) => noticeOf(event, 'me', () => mine)?.kind

  it('tell of who waits, what is offered to me, what a customer of mine writes, and who names me', () => {
    expect(of({ event: 'handoff', data: { change: 'created', handoff: row } })).toBe('waiting')
    expect(
      of({
        event: 'handoff',
        data: { change: 'offered', handoff: { ...row, status: 'offered', agentId: 'me' } },
      }),
    ).toBe('offered')
    expect(
      of({ id: '1', event: 'message', data: { handoffId: 'h', conversationId: 'c', entry: say('a', '') } }),
    ).toBe('message')
    expect(of({ event: 'mention', data: { handoffId: 'h', entryId: 'e', by: 'Ana', text: 'x' } })).toBe(
      'mention',
    )
  })

  it('tell nothing of what I did myself, of others’ customers, of bots', () => {
    expect(of({ event: 'handoff', data: { change: 'created', by: 'me', handoff: row } })).toBeUndefined()
    expect(
      of({
        event: 'handoff',
        data: { change: 'offered', handoff: { ...row, status: 'offered', agentId: 'you' } },
      }),
    ).toBeUndefined()
    expect(
      of(
        { id: '1', event: 'message', data: { handoffId: 'h', conversationId: 'c', entry: say('a', '') } },
        false,
      ),
    ).toBeUndefined()
    expect(
      of({
        id: '1',
        event: 'message',
        data: { handoffId: 'h', conversationId: 'c', entry: say('a', '', 'bot') },
      }),
    ).toBeUndefined()
  })
})
