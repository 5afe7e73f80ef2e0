import type { TurnFacts } from '../../../dialogs/turn-types.ts'
import { botOf, startChat } from '../chat.ts'

/** A small shop: an order's state by number and e-mail, a cancellation that asks first, an FAQ. */
export const smallShop = (bot = '', files = {}) =>
  botOf({
    dialogs: {
      status: `trigger: order.status
slots: { number: { entity: order }, proof: { entity: email } }
steps:
  - { ask: number, say: ask_number }
  - { ask: proof, say: ask_proof }
  - call: orders.find
    with: { number: slots.number, proof: slots.proof }
    save: order
  - { say: told, choices: [{ text: choice.cancel, begin: order.cancel }] }
  - end: resolved`,
      cancellation: `trigger: order.cancel
slots: { number: { entity: order }, sure: { entity: yesno } }
steps:
  - { ask: number, say: ask_number_to_cancel }
  - { ask: sure, say: sure }
  - if: slots.sure
    then: [{ say: cancelled }]
    else: [{ say: kept }]`,
    },
    texts: `
ask_number: Which number?
ask_number_to_cancel: Which one shall I cancel?
ask_proof: Which email?
told: 'Order {{order.number}} is on its way.'
sure: 'Cancel {{slots.number}}?'
cancelled: 'Cancelled {{slots.number}}.'
kept: Kept.
choice: { cancel: Cancel it }
intents: { order: { status: My order, cancel: Cancel an order } }
`,
    faq: 'gift: { questions: [is there gift wrap], answer: We wrap for free. }\nhours: { questions: [when are you open], answer: From nine. }',
    bot,
    files,
  })

export const shopChat = (facts: Partial<TurnFacts> = {}, bot = '', files = {}) =>
  startChat(smallShop(bot, files), facts)

export const STATUS = { intent: 'order.status' }
export const CANCEL = { intent: 'order.cancel' }
