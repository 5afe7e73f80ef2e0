import { expect, test } from 'vitest'
import { channelSizes } from '../../cli/channel-sizes.ts'
import { loadContent } from '../../dialogs/load.ts'
import { MEMBERS } from '../../dialogs/names.ts'
import { orderFacts } from '../../orders/facts.ts'
import type { Order } from '../../orders/source.ts'
import { faultText } from '../../protocol/errors.ts'
import { channelContent } from '../../server/channel-content.ts'
import { botOf, startChat } from './chat.ts'

const BOT = `channels:
  whatsapp:
    templates:
      told: { name: told_v2, language: { en: en_US }, parameters: [slots.number, "'x' + '1'", order.total] }
  messenger:
    greeting: hi
    iceBreakers: [hi]
    menu: [hi, { text: told, url: https://shop.example/ }]
  email: { subject: hi, signature: hi }
  twitter: { address: '@lamp' }
`
const dialogs = {
  status: 'trigger: order.status\nslots:\n  number: { entity: order }\nsteps:\n  - say: told\n',
}
const texts = 'hi: Hello.\ntold: Gone.'

test('a text that has a template bears it on WhatsApp, filled in', () => {
  const content = botOf({ bot: BOT, dialogs, texts })
  const said = (channel: string) => {
    const chat = startChat(content, { channel })
    chat.says('where is 10432', { intent: 'order.status' })
    return chat.result.activities.find(({ text }) => text === 'Gone.')?.channelData
  }
  expect(said('whatsapp')).toEqual({
    template: { key: 'told', name: 'told_v2', language: 'en_US', parameters: ['10432', 'x1', ''] },
  })
  expect(said('webchat')).toBeUndefined()
})

test('a channel reads its own settings', () => {
  const { settings, text } = channelContent(botOf({ bot: BOT, dialogs, texts }))
  expect(settings('messenger')).toEqual({
    greeting: 'hi',
    iceBreakers: ['hi'],
    menu: ['hi', { text: 'told', url: 'https://shop.example/' }],
  })
  expect(settings('instagram')).toEqual({})
  expect(text('en', 'hi')).toBe('Hello.')
  expect(text('en', 'nothing')).toBe('')
})

test('faults of channels are told at their place', () => {
  const faults = (channels: string) =>
    loadContent(
      {
        'lamp/bot.yaml': `name: Lamp\nlanguages: [en]\nchannels:\n${channels}`,
        'lamp/locales/en.yaml': 'greeting: Hello.\n',
        'lamp/intents/en.yaml': 'a: [a]\n',
      },
      { bot: 'lamp', actions: [] },
    )
      .faults.filter(({ file }) => file === 'lamp/bot.yaml')
      .map(faultText)
  const templates = (lines: string) => faults(`  whatsapp:\n    templates:\n      ${lines}\n`)
  expect(faults('  messenger: { greeting: greting }\n')).toEqual([
    'lamp/bot.yaml:4:26: there is no text "greting" in en; did you mean "greeting"?',
  ])
  expect(faults('  whatsap: {}\n')).toEqual([
    'lamp/bot.yaml:4:3: channels has no "whatsap"; did you mean "whatsapp"?',
  ])
  expect(templates('greeting: { name: hello, parameters: ["order.number +"] }')).toEqual([
    "lamp/bot.yaml:6:60: the expression can't be read at its column 15: something is missing at the end",
  ])
  expect(templates('gone: { name: Hello }')).toEqual([
    'lamp/bot.yaml:6:21: channels.whatsapp.templates.gone.name: expected the name of a template: small letters, digits and _, found "Hello"',
  ])
  expect(templates('greeting: { name: hello, parameters: [nobody.name] }')[0]).toContain(
    '6:45: nobody is not known here',
  )
  expect(
    templates('greeting: { name: hello, parameters: [order.numbr, "\'order.x\' + customer.name"] }'),
  ).toEqual(['lamp/bot.yaml:6:51: order has no "numbr"; did you mean "number"?'])
  expect(templates('greeting: { name: hello, parameters: [slots.number] }')).toEqual([
    'lamp/bot.yaml:6:51: no dialog has a slot "number"',
  ])
})

test('what a parameter may name of an order is what orders tell', () => {
  const facts = orderFacts({ carrier: '', tracking: '', items: [] } as unknown as Order, 0)
  expect(MEMBERS.order).toEqual(Object.keys(facts))
})

test('a greeting, an opening question or an entry of a menu that the platform cuts is warned of', () => {
  const long = 'Where is my order, and when will it come?'
  const { faults } = loadContent(
    {
      'lamp/bot.yaml':
        'name: Lamp\nlanguages: [en, de]\nchannels:\n  messenger: { greeting: hi, iceBreakers: [ask], menu: [ask, { text: hi, url: https://shop.example/ }] }\n  instagram: { menu: [ask] }\n',
      'lamp/locales/en.yaml': `hi: Hello.\nask: ${long}\nask@instagram: Where is it?\n`,
      'lamp/locales/de.yaml': `hi: ${'Hallo. '.repeat(30)}\nask: Wo?\nask_formal: ${long}\n`,
      'lamp/intents/en.yaml': 'a: [a]\n',
      'lamp/intents/de.yaml': 'a: [a]\n',
    },
    { bot: 'lamp', actions: [], sizes: channelSizes },
  )
  expect(faults.map(faultText).filter(fault => fault.includes('is cut at'))).toMatchInlineSnapshot(`
    [
      "lamp/bot.yaml:4:26: "hi" is cut at 160 characters in the greeting of messenger; it has 209 in de",
      "lamp/bot.yaml:4:57: "ask" is cut at 30 characters in the menu of messenger; it has 41 in en, 41 in de",
      "lamp/bot.yaml:4:70: "hi" is cut at 30 characters in the menu of messenger; it has 209 in de",
      "lamp/bot.yaml:5:23: "ask" is cut at 30 characters in the menu of instagram; it has 41 in de",
    ]
  `)
})
