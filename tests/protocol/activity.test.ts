import type { Activity as BotFrameworkActivity } from 'botframework-schema'
import fc from 'fast-check'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { type Activity, activitySchema } from '../../protocol/activity.ts'

describe('an Activity', () => {
  test('is a subset of Bot Framework’s: what ours names, theirs reads', () => {
    const ours = activitySchema.parse({
      type: 'message',
      text: 'hi',
      from: { id: 'u1', name: 'Ana', role: 'user' },
      suggestedActions: { actions: [{ type: 'postBack', title: 'Yes', value: { choice: 'choice.yes' } }] },
    })
    expectTypeOf<Activity['type']>().toExtend<BotFrameworkActivity['type'] | string>()
    expectTypeOf<NonNullable<Activity['text']>>().toExtend<BotFrameworkActivity['text']>()
    expectTypeOf<NonNullable<Activity['locale']>>().toExtend<NonNullable<BotFrameworkActivity['locale']>>()
    expectTypeOf<keyof Pick<Activity, 'type' | 'id' | 'channelId' | 'replyToId' | 'inputHint'>>().toExtend<
      keyof BotFrameworkActivity
    >()
    expect(ours.suggestedActions?.actions[0]?.value).toEqual({ choice: 'choice.yes' })
  })

  test('keeps fields that it does not know', () => {
    expect(activitySchema.parse({ type: 'message', speak: 'hi' })).toMatchObject({ speak: 'hi' })
  })

  test('holds no NUL and no lone surrogate, and keeps every other character', () => {
    const parsed = activitySchema.parse({ type: 'message', text: 'a\u0000b\ud800c\u202e\u0007😡' })
    expect(parsed.text).toBe('ab\ufffdc\u202e\u0007😡')
  })

  test('reads a null text as none', () => {
    expect(activitySchema.parse({ type: 'message', text: null }).text).toBeUndefined()
  })

  test('parses anything or says no, and parses what it parsed to the same', () => {
    fc.assert(
      fc.property(
        fc.record(
          {
            type: fc.oneof(fc.constant('message'), fc.string(), fc.anything()),
            text: fc.anything(),
            from: fc.anything(),
            attachments: fc.anything(),
            value: fc.jsonValue(),
          },
          { requiredKeys: [] },
        ),
        input => {
          const first = activitySchema.safeParse(input)
          if (first.success) expect(activitySchema.parse(first.data)).toEqual(first.data)
        },
      ),
    )
  })
})
