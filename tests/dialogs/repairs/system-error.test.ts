import { describe, expect, test } from 'vitest'
import type { Content } from '../../../dialogs/content.ts'
import { startChat } from '../chat.ts'
import { STATUS, shopChat, smallShop } from './shop.ts'

const without = (content: Content, ...names: string[]): Content => ({
  ...content,
  dialogs: new Map([...content.dialogs].filter(([name]) => !names.includes(name))),
})

describe('when something is wrong with the bot itself', () => {
  test('an apology and a hand-off, and nothing of the fault to the customer', () => {
    const content = smallShop()
    const broken: Content = {
      ...content,
      texts: {
        ...content.texts,
        text: (key, request) => (key === 'ask_number' ? undefined : content.texts.text(key, request)),
      },
    }
    const chat = startChat(broken)
    const said = chat.says('where is it', STATUS)
    expect(said[0]).toContain('something went wrong on our side')
    expect(said.join()).not.toContain('ask_number')
    expect(chat.result.handoff).toMatchObject({
      reason: 'internal',
      note: expect.stringContaining('ask_number'),
    })
  })

  test('a bot without any of the inherited dialogs still hands over', () => {
    const chat = startChat(
      without(smallShop(), 'system-error', 'human', 'fallback', 'media', 'cancel', 'nothing-more'),
    )
    chat.says('blorp')
    expect(chat.result.handoff?.reason).toBe('internal')
  })

  test('texts that throw are a hand-off without words', () => {
    const content = smallShop()
    const throwing: Content = {
      ...content,
      texts: {
        ...content.texts,
        text() {
          throw new Error('broken')
        },
      },
    }
    const chat = startChat(throwing)
    chat.says('where is it', STATUS)
    expect(chat.result).toMatchObject({ activities: [], handoff: { reason: 'internal' } })
  })

  test('a state that can’t be read is a new conversation', () => {
    for (const state of [null, 'x', [], { version: 1, frames: [{}] }, { version: 99 }]) {
      const chat = shopChat()
      chat.state = state as never
      expect(chat.says('where is it', STATUS)).toEqual(['Which number?'])
    }
  })
})

describe('another version of the content in the middle of a conversation', () => {
  test('goes on where a step has kept its id, and begins the dialog again where it is gone', () => {
    const chat = shopChat()
    chat.says('10432', STATUS)
    chat.content = smallShop('', {
      'lamp/dialogs/status.yaml': `dialog: status
trigger: order.status
slots: { number: { entity: order } }
steps: [{ ask: number, say: ask_number }]`,
    })
    expect(chat.says('ana@example.org')).toEqual([expect.stringContaining("That's done")])
    expect(chat.result.trace).toContainEqual(expect.objectContaining({ kind: 'gone' }))
  })

  test('a dialog that is gone is left', () => {
    const chat = shopChat()
    chat.says('10432', STATUS)
    chat.content = without(smallShop(), 'status')
    expect(chat.says('ana@example.org')).not.toEqual([])
    expect(chat.frames()).toEqual([])
  })
})
