import { expect, test } from 'vitest'
import { failureText, runConversationTests } from '../../cli/conversation-test/run-tests.ts'
import { loadContent } from '../../dialogs/load.ts'
import type { Understander } from '../../intents/understander.ts'
import type { Action } from '../../protocol/call.ts'
import { faultText } from '../../protocol/errors.ts'
import { dialogEngine } from '../../server/dialog-engine.ts'

const find: Action = {
  name: 'orders.find',
  timeoutMs: 1000,
  retries: 0,
  outcomes: ['not_found'],
  run: async ({ number }) =>
    number === '10432' ? { outcome: 'ok', value: { status: 'shipped' } } : { outcome: 'not_found' },
}

const files = {
  'lamp/bot.yaml': 'name: Lamp\nlanguages: [en, es]\n',
  'lamp/dialogs/status.yaml': `dialog: status
trigger: order.status
slots: { number: { entity: order } }
steps:
  - { ask: number, say: order.ask }
  - call: orders.find
    with: { number: slots.number }
    save: order
    on:
      not_found: [{ say: order.none }, { end: }]
      failed: [{ handoff: action_failed, priority: high }]
  - { say: order.shipped, choices: [order.choice_person] }
  - { wait: 2h }
  - { say: order.later }
  - { end: resolved }
`,
  'lamp/locales/en.yaml':
    'order: { ask: Which?, none: None., shipped: Gone., later: Did it come?, choice_person: A person }\nhuman: One moment.\nwelcome: Hi.\nmore: Anything else?\n',
  'lamp/locales/es.yaml':
    'order: { ask: ¿Cuál?, none: Ninguno., shipped: Enviado., later: ¿Ha llegado?, choice_person: Una persona }\nhuman: Un momento.\nwelcome: Hola.\nmore: ¿Algo más?\n',
  'lamp/intents/en.yaml': 'order.status: [where is it]\n',
  'lamp/intents/es.yaml': 'order.status: [dónde está]\n',
  'common/dialogs/human.yaml': 'dialog: human\nsteps: [{ say: human }, { handoff: }]\n',
  'common/dialogs/nothing-more.yaml': 'dialog: nothing-more\nsteps: [{ say: more }]\n',
  'common/dialogs/fallback.yaml': 'dialog: fallback\nsteps: [{ say: more }]\n',
}

/** Enough for these stories: an order number, and one intent. */
const understander: Understander = {
  languages: ['en', 'es'],
  understand(text, hints) {
    const match = /\d{5}/.exec(text)
    const asks = /where|dónde/.test(text)
    return {
      language: /dónde/.test(text) ? 'es' : /where/.test(text) ? 'en' : (hints?.language ?? 'en'),
      languageConfidence: asks ? 0.9 : 0,
      intent: asks ? 'order.status' : 'oos',
      confidence: 0.9,
      alternatives: asks ? [{ intent: 'order.status', confidence: 0.9 }] : [],
      entities: match
        ? [{ type: 'order', value: match[0], text: match[0], start: match.index, end: match.index + 5 }]
        : [],
      sentiment: { label: 'neutral', score: 0 },
      urgent: false,
    }
  },
}

async function run(stories: string, filter?: string) {
  const { content, faults } = loadContent(files, { bot: 'lamp', actions: [find] })
  if (!content) throw new Error(faults.map(faultText).join('\n'))
  return runConversationTests(
    { 'lamp/tests/t.yaml': stories },
    { content, engine: dialogEngine, understander, actions: () => [find], ...(filter && { filter }) },
  )
}
const failures = async (story: string) => {
  const { results, faults } = await run(
    `- test: t\n  on: { language: en }\n  story:\n${story.replace(/^/gm, '    ')}\n`,
  )
  expect(faults).toEqual([])
  return results.filter(({ ok }) => !ok).map(failureText)
}

test('a story runs on each channel and in each language', async () => {
  const { results } = await run(`
- test: shipped
  on: { channel: [whatsapp, webchat] }
  story:
    - customer: { en: "where is 10432?", es: '¿dónde está el 10432?' }
    - understood: { intent: order.status, order: 10432 }
    - bot: order.shipped
    - dialog: status
    - slots: { number: '10432' }
- test: other
  on: { language: es }
  story: [{ customer: ¿dónde está? }, { bot: order.ask }, { language: es }, { bot: }]
`)
  expect(results.map(({ test, channel, language, ok }) => [test, channel, language, ok])).toEqual([
    ['shipped', 'whatsapp', 'en', true],
    ['shipped', 'whatsapp', 'es', true],
    ['shipped', 'webchat', 'en', true],
    ['shipped', 'webchat', 'es', true],
    ['other', 'webchat', 'es', true],
  ])
})

test('a call runs on the demo data, or is stood in for', async () => {
  expect(
    await failures(`
- customer: where is 99999?
- call: orders.find
  with: { number: '99999' }
- bot: order.none`),
  ).toEqual([])
  expect(
    await failures(`
- customer: where is 99999?
- call: orders.find
  returns: { status: shipped }
- bot: { text: order.shipped, says: Gone, choices: [order.choice_person] }`),
  ).toEqual([])
  expect(
    await failures(`
- customer: where is 10432?
- call: orders.find
  branch: not_found
- bot: order.none
- handoff: false`),
  ).toEqual([])
  for (const end of ['error: down', 'timeout: true'])
    expect(
      await failures(`
- customer: where is 10432?
- call: orders.find
  ${end}
- bot: human
- handoff: { reason: action_failed, priority: high }`),
    ).toEqual([])
})

test('time passes, and what was due happens', async () => {
  expect(
    await failures(`
- customer: where is 10432?
- bot: order.shipped
- after: 1h
- bot:
- after: 1h
- bot: order.later`),
  ).toEqual([])
})

test('a story that fails tells where, what was expected and got, and what was said', async () => {
  const wrong = async (step: string) =>
    (await failures(`\n- customer: where is 10432?\n- ${step}`)).map(text => text.split('\n').slice(0, 3))
  const steps = [
    'bot: order.none',
    'bot: { not: order.shipped }',
    'bot: { text: order.shipped, choices: [order.later] }',
    'bot: { says: Lost }',
    'understood: { intent: faq.stock }',
    'understood: { email: a@example.org }',
    'call: orders.cancel',
    "slots: { number: '1' }",
    'dialog: human',
    'event: x',
    'language: es',
    'handoff: asked',
    'customer: order.later',
    'bot:',
  ]
  const told = []
  for (const step of steps) told.push(...(await wrong(step)))
  expect(told.map(lines => lines.slice(1).join(' |'))).toMatchInlineSnapshot(`
    [
      "  expected  bot: order.none |  got       bot: order.shipped "Gone."",
      "  expected  the bot does not say order.shipped |  got       bot: order.shipped "Gone."",
      "  expected  choices Did it come? |  got       A person",
      "  expected  bot: with "Lost" |  got       bot: order.shipped "Gone."",
      "  expected  understood intent: faq.stock |  got       intent: order.status (0.90)",
      "  expected  understood email: a@example.org |  got       email: none",
      "  expected  call orders.cancel |  got       call orders.find",
      "  expected  slots.number: "1" |  got       "10432"",
      "  expected  dialog human |  got       dialog status",
      "  expected  event x |  got       slot.filled, dialog.started, slot.filled",
      "  expected  language es |  got       en",
      "  expected  handoff: {"reason":"asked"} |  got       no hand-off",
      "  expected  the choice order.later ("Did it come?") |  got       A person",
      "  expected  the bot says nothing |  got       bot: order.shipped "Gone."",
    ]
  `)
  expect(
    (await failures('\n- customer: where is 10432?\n- bot: order.shipped\n- bot: order.none'))[0],
  ).toMatchInlineSnapshot(`
    "lamp/tests/t.yaml:7:7: t (webchat, en)
      expected  bot: order.none
      got       nothing
        customer: where is 10432?
        bot: Gone. [A person]"
  `)
})

test('a filter keeps the tests that hold its words', async () => {
  const stories = '- test: One\n  story: [{ customer: where }]\n- test: Two\n  story: [{ customer: where }]\n'
  const { results } = await run(stories, 'two')
  expect(results.map(({ test }) => test)).toEqual(['Two', 'Two'])
})
