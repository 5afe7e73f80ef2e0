import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { entryMessage } from '../../../handoff/desks/slack/entry-message.ts'
import { earlierMessage, headMessage } from '../../../handoff/desks/slack/head-message.ts'
import { replyModal, resolveModal } from '../../../handoff/desks/slack/modals.ts'
import { called, checkBlocks, checkView } from '../../../handoff/desks/slack/stand-in/check-blocks.ts'
import type { ContextPackage } from '../../../protocol/api/handoff.ts'

const HOSTILE = [
  '<!channel> <!here> <@U1ANA> <https://evil.example|bank>',
  '<script>alert(1)</script>',
  '*bold* _it_ ~st~ `code` ```block```',
  '\u202Egnp.exe\u202C',
  'x'.repeat(100_000),
  '<!channel>'.repeat(10_000),
  '😀'.repeat(5_000),
  '\n'.repeat(4_000),
  '',
  ' ',
]
const text = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'grapheme', maxLength: 200 }))
const time = fc.constantFrom('2026-11-22T12:00:00.000Z', 'no time')

const packages: fc.Arbitrary<ContextPackage> = fc
  .record({
    summary: text,
    name: fc.option(text, { nil: undefined }),
    agentName: fc.option(text, { nil: undefined }),
    status: fc.constantFrom('waiting', 'offered', 'active', 'on_hold', 'returned', 'resolved'),
    slots: fc.dictionary(text, text, { maxKeys: 30 }),
    order: fc.option(fc.dictionary(fc.string(), text, { maxKeys: 30 }), { nil: undefined }),
    tried: fc.array(fc.record({ name: text, error: fc.option(text, { nil: undefined }) }), { maxLength: 40 }),
    replies: fc.array(text, { maxLength: 10 }),
    said: fc.array(text, { maxLength: 60 }),
    cause: fc.option(text, { nil: undefined }),
    at: time,
  })
  .map(
    made =>
      ({
        version: 1,
        id: 'hof_1',
        conversationId: 'cnv_1',
        status: made.status,
        reason: 'asked',
        priority: 'normal',
        channel: 'webchat',
        summary: made.summary,
        createdAt: made.at,
        deadlineAt: made.at,
        overdue: false,
        ...(made.agentName !== undefined && { agentName: made.agentName }),
        ...(made.cause !== undefined && { cause: made.cause, note: made.cause }),
        customer: {
          id: 'cus_1',
          channel: 'webchat',
          verified: false,
          returning: true,
          ...(made.name !== undefined && { name: made.name }),
        },
        slots: made.slots,
        ...(made.order !== undefined && { order: made.order }),
        tried: made.tried.map(({ name, error }) => ({
          at: made.at,
          kind: 'action',
          name,
          ...(error !== undefined && { error }),
        })),
        transcript: made.said.map((words, n) => ({
          id: `e${n}`,
          at: made.at,
          speaker: 'customer',
          text: words,
          activity: { type: 'message', text: words },
        })),
        suggestedReplies: made.replies,
      }) as ContextPackage,
  )

describe('what is posted', () => {
  test('is within Slack’s limits and calls nobody, whatever anybody said', () => {
    fc.assert(
      fc.property(packages, one => {
        const messages = [
          headMessage(one, 'https://bot.example/console/handoffs/hof_1'),
          earlierMessage(one, one.transcript.at(-1)?.id),
          ...one.transcript.map(entry => entryMessage(entry, one, undefined)),
        ]
        for (const message of messages) {
          if (message === undefined) continue
          expect(checkBlocks(message.blocks, 50)).toEqual([])
          expect(called(message.text, message.blocks)).toEqual([])
          expect(message.text.length).toBeLessThan(3_000)
          expect(JSON.stringify(message.blocks)).not.toMatch(/[\u202A-\u202E\u2066-\u2069]/)
        }
      }),
      { numRuns: 60 },
    )
  })

  test('in a modal too', () => {
    const place = { handoffId: 'hof_1', channelId: 'C1', threadTs: '1.2' }
    fc.assert(
      fc.property(
        packages,
        fc.array(fc.record({ name: fc.string({ minLength: 1 }), title: text, text }), { maxLength: 150 }),
        (one, canned) => {
          const named = canned.map((reply, n) => ({ ...reply, name: `${n}${reply.name}` }))
          expect(checkView(replyModal(one, named, place, named[0]))).toEqual([])
          expect(
            checkView(
              resolveModal(
                named.map(({ name, title }) => ({ cause: name, label: title })),
                place,
              ),
            ),
          ).toEqual([])
        },
      ),
      { numRuns: 60 },
    )
  })
})
