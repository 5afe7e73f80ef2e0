import { describe, expect, test } from 'vitest'
import { CANCEL, STATUS, shopChat } from './shop.ts'

const BACK = expect.stringMatching(/back to where we were|pick up where we left off/)

describe('a digression', () => {
  test('a question of the FAQ in the middle of a form is answered, then the form goes on', () => {
    const chat = shopChat()
    chat.says('where is it', STATUS)
    expect(chat.says('do you wrap gifts?', { intent: 'faq.gift' })).toEqual([
      'We wrap for free.',
      BACK,
      'Which number?',
    ])
    expect(chat.says('10432')).toEqual(['Which email?'])
  })

  test('another dialog in the middle of a form runs over turns, then the form goes on', () => {
    const chat = shopChat()
    chat.says('where is it', STATUS)
    expect(chat.says('I want to cancel an order', CANCEL)).toEqual(['Which one shall I cancel?'])
    expect(chat.says('10555')).toEqual(['Cancel 10555?'])
    expect(chat.says('no', { intent: 'deny' })).toEqual(['Kept.', BACK, 'Which number?'])
    expect(chat.frames().map(({ dialog }) => dialog)).toEqual(['status'])
  })

  test('digressions stack, and each leads back to the one before', () => {
    const chat = shopChat()
    chat.says('where is it', STATUS)
    chat.says('10432')
    chat.says('cancel another', CANCEL)
    expect(chat.says('are you open?', { intent: 'faq.hours' })).toEqual(['From nine.', BACK, 'Cancel 10432?'])
    expect(chat.says('yes', { intent: 'affirm' })).toEqual(['Cancelled 10432.', BACK, 'Which email?'])
  })

  test('who goes back to a dialog that waits finds it where it was left', () => {
    const chat = shopChat()
    chat.says('where is it', STATUS)
    chat.says('10432')
    chat.says('cancel another', CANCEL)
    expect(chat.says('no wait, where is it?', STATUS)).toEqual(['Which email?'])
    expect(chat.frames().map(({ dialog }) => dialog)).toEqual(['cancellation', 'status'])
  })

  test('an answer and a question in one breath are both taken', () => {
    const chat = shopChat()
    chat.says('where is it', STATUS)
    expect(chat.says('10432, and do you wrap gifts?', { intent: 'faq.gift' })).toEqual([
      'We wrap for free.',
      'Which email?',
    ])
  })

  test('an answer and another matter in one breath: the answer is kept', () => {
    const chat = shopChat()
    chat.says('where is it', STATUS)
    expect(chat.says('it is 10432, but can I still cancel it?', CANCEL)).toEqual(['Cancel 10432?'])
    expect(chat.says('no', { intent: 'deny' })).toEqual(['Kept.', BACK, 'Which email?'])
  })

  test('further intents of one message: questions at once, dialogs in their turn', () => {
    const chat = shopChat()
    const said = chat.says('10432 ana@example.org status, gift wrap, and cancel', {
      ...STATUS,
      also: ['faq.gift', 'order.cancel'],
    })
    expect(said).toEqual(['We wrap for free.'])
    expect(chat.returns('ok', { number: '10432' })).toEqual(['Order 10432 is on its way.', 'Cancel 10432?'])
  })

  test('a dialog asked for after a question knows what the message names', () => {
    const chat = shopChat()
    const also = ['order.status']
    expect(chat.says('do you wrap? and where is 10432', { intent: 'faq.gift', also })).toEqual([
      'We wrap for free.',
      'Which email?',
    ])
  })

  test('a courtesy interrupts without many words', () => {
    const chat = shopChat()
    chat.says('where is it', STATUS)
    expect(chat.says('thanks', { intent: 'thanks' })).toEqual([expect.any(String), 'Which number?'])
  })
})
