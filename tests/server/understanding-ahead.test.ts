import { expect, test } from 'vitest'
import type { Understander } from '../../intents/understander.ts'
import { createUnderstandingAhead } from '../../server/understanding-ahead.ts'
import type { InboxRow } from '../../store/store.ts'
import { standInContent } from './stand-in-engine.ts'

function open() {
  const read: string[] = []
  const understander = {
    understand(text: string) {
      read.push(text)
      if (text === 'boom') throw new Error('no')
      return { intent: text }
    },
  } as unknown as Understander
  const ahead = createUnderstandingAhead(
    () => understander,
    () => standInContent().bot,
    false,
  )
  return { ahead, read }
}

const rows = (text: string) =>
  [{ kind: 'activity', attempts: 0, payload: { type: 'message', text } }] as unknown as InboxRow[]

test('what was prepared is not read again', () => {
  const { ahead, read } = open()
  ahead.prepare('a', rows('hello'))
  expect(ahead.read('a', 'hello', { expects: [] })).toEqual({ intent: 'hello' })
  expect(read).toEqual(['hello'])
})

test('a message that can’t be read fails when it is taken, not when it is prepared with others', () => {
  const { ahead } = open()
  expect(() => ahead.prepare('a', rows('boom'))).not.toThrow()
  expect(() => ahead.read('a', 'boom', { expects: [] })).toThrow()
})

test('what another process took is forgotten in time', () => {
  const { ahead, read } = open()
  for (let n = 0; n < 3_000; n++) ahead.prepare(`c${n}`, rows('hello'))
  read.length = 0
  ahead.read('c0', 'hello', { expects: [] })
  ahead.read('c2999', 'hello', { expects: [] })
  expect(read).toHaveLength(1)
})
