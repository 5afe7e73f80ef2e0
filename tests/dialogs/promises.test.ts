import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openQuestion } from '../../dialogs/open-question.ts'
import { situation } from '../../dialogs/situation.ts'
import { type Chat, startChat } from './chat.ts'
import { randomBot } from './random-bot.ts'
import { type Happening, happen, happening } from './random-customer.ts'

const RUNS = Number(process.env.FUZZ_RUNS ?? 400)

interface Frame {
  id: string
  dialog: string
  at: string
  waiting?: { for: string; token?: string; callId?: string }
}

/** What every turn must leave behind, whatever the bot and the customer did. */
function checkPromises(chat: Chat, what: Happening, owner: string): void {
  const { result } = chat
  const frames = chat.frames() as unknown as Frame[]
  const said = result.activities.filter(({ type }) => type === 'message')

  // Silence only while a person has the conversation, and on what is no message.
  const customerWaits = ['write', 'press', 'pressUnknown', 'returned'].includes(what.do) && owner === 'bot'
  if (customerWaits) {
    const deadline = result.timers.length > 0 || result.calls.length > 0
    expect(said.length > 0 || result.handoff !== undefined || deadline || result.hold || result.closed).toBe(
      true,
    )
  }
  if (owner === 'human') expect(result).toMatchObject({ activities: [], calls: [], timers: [] })

  // Bounded.
  expect(said.length).toBeLessThanOrEqual(20)
  expect(frames.length).toBeLessThanOrEqual(16)
  expect(JSON.stringify(chat.state).length).toBeLessThan(500_000)

  // Every call and every sleep has its timer; a call is waited for, unless the customer called it off in the same breath.
  const tokens = new Set(chat.timers.map(({ token }) => token))
  expect(tokens.size).toBe(chat.timers.length)
  for (const { waiting } of frames)
    if (waiting?.token !== undefined) expect(tokens.has(waiting.token)).toBe(true)
  for (const call of result.calls) {
    const waits = frames.some(({ waiting }) => waiting?.callId === call.id)
    expect(waits || what.do === 'write' || what.do === 'press' || result.handoff !== undefined).toBe(true)
  }
  if (result.hold) expect(result.waitingForCall).toBe(true)
  expect(result.waitingForCall).toBe(frames.at(-1)?.waiting?.for === 'call')
  expect(new Set(chat.calls.map(({ id }) => id)).size).toBe(chat.calls.length)

  // The stack is never lost: each frame waits for something that can come, and the open one not for a dialog above it.
  expect(new Set(frames.map(({ id }) => id)).size).toBe(frames.length)
  expect(frames.at(-1)?.waiting?.for).not.toBe('child')
  if (result.handoff === undefined && owner === 'bot' && !result.hold) {
    for (const frame of frames)
      expect(frame.waiting, `${frame.dialog} at ${frame.at} waits for nothing`).toBeDefined()
  }

  // Nothing technical ever reaches the customer.
  for (const { text } of said) expect(text).not.toMatch(/undefined|\[object|\{\{|missing/)

  expect(openQuestion(chat.state).waitingForCall).toBe(result.waitingForCall)
  expect(() => situation(chat.state)).not.toThrow()
}

test('random bots and random customers: every promise of a turn is kept', () => {
  fc.assert(
    fc.property(
      randomBot,
      fc.array(happening, { minLength: 5, maxLength: 40, size: 'max' }),
      (content, happenings) => {
        const chat = startChat(content)
        for (const what of happenings) {
          const { owner } = chat.facts
          if (!happen(chat, what)) continue
          checkPromises(chat, what, what.do === 'returned' || what.do === 'resolved' ? 'bot' : owner)
          if (chat.result.handoff !== undefined) chat.facts.owner = 'human'
        }
      },
    ),
    { numRuns: RUNS },
  )
})

test('any JSON for a state is read, or begins anew', () => {
  fc.assert(
    fc.property(fc.json(), happening, (json, what) => {
      const chat = startChat(fc.sample(randomBot, { numRuns: 1, seed: 7 })[0] as never)
      chat.state = JSON.parse(json)
      happen(chat, what)
      expect(() => situation(chat.state)).not.toThrow()
    }),
    { numRuns: Math.min(RUNS, 200) },
  )
})

test('the same turn gives the same result', () => {
  fc.assert(
    fc.property(randomBot, fc.array(happening, { maxLength: 8 }), (content, happenings) => {
      const [one, two] = [startChat(content), startChat(content)]
      for (const what of happenings) {
        happen(one, what)
        happen(two, what)
        expect(two.result).toEqual(one.result)
      }
    }),
    { numRuns: Math.min(RUNS, 100) },
  )
})
