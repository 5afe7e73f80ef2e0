import fc from 'fast-check'
import { expect, test } from 'vitest'
import { activitySchema } from '../../../protocol/activity.ts'
import { openDoor } from './webchat-door.ts'

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '\u0000',
    '\ud800',
    '__proto__',
    'constructor',
    '‮',
    '👩‍👩‍👧',
    '{"choice":"x"}',
    'javascript:x',
  ),
)
const anything = fc.anything({
  key: text,
  values: [fc.boolean(), fc.double(), text, fc.constant(null)],
  maxDepth: 4,
})
const now = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.option(fc.oneof({ weight: 30, arbitrary: arbitrary as fc.Arbitrary<unknown> }, anything), {
    nil: undefined,
  })

/** Something like an activity, each field right or anything at all. */
const activity = fc.record({
  type: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom('message', 'event', 'typing', 'conversationUpdate', 'invoke') },
    anything,
  ),
  text: now(text),
  id: now(text),
  from: now(fc.record({ id: text, name: text, role: text })),
  value: anything,
  locale: now(text),
  channelData: now(fc.record({ clientActivityID: now(text) })),
  attachments: now(fc.array(fc.record({ contentType: text, contentUrl: now(text), content: anything }))),
  suggestedActions: now(fc.record({ actions: fc.array(fc.record({ type: text, title: text })) })),
  conversation: now(fc.record({ id: text })),
  membersAdded: now(fc.array(fc.record({ id: text }))),
})

test('any payload is stored whole or refused with a code, never thrown at', async () => {
  const door = openDoor()
  const who = await door.start()
  let stored = 0
  await fc.assert(
    fc.asyncProperty(fc.oneof({ weight: 4, arbitrary: activity }, anything), async payload => {
      // A lone surrogate as an escape, which is how it comes over a wire.
      const body = JSON.stringify(payload) ?? ''
      const answer = await door.post(who, body)
      expect([200, 400]).toContain(answer.status)
      if (answer.status === 200) stored++
    }),
    { numRuns: Number(process.env.FUZZ_RUNS ?? 500) },
  )
  expect(stored).toBeGreaterThan(50)
  expect(door.messages().length).toBeGreaterThan(20)
  const user = door.received()[0]?.activity.from?.id
  for (const { activity, platformId } of door.messages()) {
    expect(activity).toEqual(activitySchema.parse(activity))
    expect(activity.from).toMatchObject({ id: user, role: 'user' })
    const json = JSON.stringify(activity)
    expect(json.isWellFormed()).toBe(true)
    expect(json).not.toMatch(/\\u0000|\\ud[89a-f]/i)
    expect(platformId).toMatch(/^[\w:#.-]{1,200}$/)
  }
  expect((await door.list(who)).status).toBe(200)
  expect(({} as Record<string, unknown>).choice).toBeUndefined()
})
