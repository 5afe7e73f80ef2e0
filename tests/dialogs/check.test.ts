import { describe, expect, test } from 'vitest'
import type { ContentFiles } from '../../dialogs/content.ts'
import { loadContent } from '../../dialogs/load.ts'
import { faultText } from '../../protocol/errors.ts'

const actions = [{ name: 'orders.find', outcomes: ['not_found'] }]

/** Faults of a bot that has only what the test is about. */
function faultsOf(files: ContentFiles): string[] {
  const sound = {
    'a/bot.yaml': 'name: A\nlanguages: [en]\n',
    'a/intents/en.yaml': 'greeting: [hello]\n',
    'a/locales/en.yaml': 'hi: Hi\n',
  }
  const { faults } = loadContent({ ...sound, ...files }, { bot: 'a', actions })
  return faults.map(fault => (fault.severity === 'warning' ? 'warning ' : '') + faultText(fault))
}

const dialog = (steps: string, head = '') => `dialog: d\ntrigger: greeting\n${head}steps:\n${steps}`

test('a kind that is misspelt beside a key of another is told once', () => {
  const steps = '  - aks: number\n    say: hi\n    retries: 2\n'
  expect(faultsOf({ 'a/dialogs/d.yaml': dialog(steps) })).toEqual([
    'a/dialogs/d.yaml:4:5: step 1: unknown key "aks"; did you mean "ask"?',
  ])
})

describe('texts', () => {
  test('a region has the texts of its language', () => {
    const files = {
      'a/bot.yaml': 'name: A\nlanguages: [en, pt-BR]\n',
      'a/intents/pt-BR.yaml': 'greeting: [oi]\n',
      'a/locales/en.yaml': 'hi: Hi\nbye: Bye\nitems_one: one\nitems_other: many\n',
      'a/locales/pt.yaml': 'hi: Olá\nitems_one: um\nitems_many: milhões\nitems_other: muitos\n',
      'a/locales/pt-BR.yaml': 'bye: Tchau\n',
    }
    expect(faultsOf(files)).toEqual([])
    expect(faultsOf({ ...files, 'a/locales/pt.yaml': 'hi: Olá\n' })).toMatchInlineSnapshot(`
      [
        "a/locales/pt-BR.yaml:1:1: the text "items" is missing in pt-BR; en says "one"",
      ]
    `)
  })

  test('a region of a spoken language may have a file of its own, which is held to the same values', () => {
    const files = {
      'a/locales/en.yaml': "hi: 'Hi {{bot}}'\n",
      'a/locales/en-GB.yaml': "hi: 'Hello {{bto}}'\n",
    }
    const faults = faultsOf(files)
    expect(faults).toContain(
      'a/locales/en-GB.yaml:1:5: "hi" uses {{bto}}, which en does not; did you mean {{bot}}?',
    )
    expect(faults.join()).not.toContain('nobody reads')
  })

  test('a file that can not be read hides nothing behind what it lacks', () => {
    const files = {
      'a/bot.yaml': 'name: A\nlanguages: [en, es]\n',
      'a/intents/es.yaml': 'greeting: [hola]\n',
      'a/locales/en.yaml': 'hi: Hi\nbye: Bye\n',
      'a/locales/es.yaml': 'hi: "Hola\nbye: Adiós\n',
    }
    const faults = faultsOf(files)
    expect(faults).not.toEqual([])
    expect(faults.every(fault => fault.startsWith('a/locales/es.yaml:'))).toBe(true)
    expect(faults.join()).not.toContain('is missing in es')
  })

  test('a text that the default language lacks is told where it is said', () => {
    expect(
      faultsOf({
        'a/bot.yaml': 'name: A\nlanguages: [en, es]\n',
        'a/intents/es.yaml': 'greeting: [hola]\n',
        'a/locales/es.yaml': 'hi: Hola\nsolo: Solo aquí\n',
        'a/dialogs/d.yaml': dialog('  - say: solo\n  - say: { a: 1 }\n'),
      }),
    ).toMatchInlineSnapshot(`
      [
        "a/dialogs/d.yaml:4:10: step 1 (say): the text "solo" is missing in en, the default language",
        "a/dialogs/d.yaml:5:10: step 2 (say): say must be a text, found a mapping",
      ]
    `)
  })

  test('a key with a value in it needs a text that fits, in each language', () => {
    const files = {
      'a/dialogs/d.yaml': dialog(
        "  - { call: orders.find, save: order }\n  - say: 'state.{order.status}.short'\n",
      ),
    }
    expect(faultsOf({ ...files, 'a/locales/en.yaml': 'state: { paid: { short: Paid } }\n' })).toEqual([])
    expect(faultsOf({ ...files, 'a/locales/en.yaml': 'state: { paid: Paid }\n' })).toMatchInlineSnapshot(`
      [
        "a/dialogs/d.yaml:5:10: step 2 (say): no text fits "state.{order.status}.short" in en; write one for each value, such as "state.value.short"",
      ]
    `)
  })
})

test('a call saves a name for the steps of its dialog, and only there', () => {
  const uses = '  - { if: answer.total > 1, then: [{ say: hi }] }\n'
  expect(
    faultsOf({ 'a/dialogs/d.yaml': dialog(`  - { call: orders.find, save: answer }\n${uses}`) }),
  ).toEqual([])
  expect(faultsOf({ 'a/dialogs/d.yaml': dialog(uses) })[0]).toMatch(
    /^a\/dialogs\/d\.yaml:4:11: step 1 \(if\): answer is not known here/,
  )
})

test('the column of an expression is that of the mistake, in quotes too', () => {
  expect(
    faultsOf({
      'a/dialogs/d.yaml': dialog(
        '  - { if: "now == \'\'  && nwo", then: [{ say: hi }] }\n  - set: { x: "1 +" }\n',
      ),
    }).map(text => text.slice(0, 90)),
  ).toMatchInlineSnapshot(`
    [
      "a/dialogs/d.yaml:4:26: step 1 (if): nwo is not known here; known are agent, bot, by_email,",
      "a/dialogs/d.yaml:5:19: step 2 (set): set.x: the expression can't be read at its column 4: ",
    ]
  `)
})

test('a choice may begin a dialog, its intent, or a question of the FAQ', () => {
  const choices = (name: string) => dialog(`  - { say: hi, choices: [{ text: hi, begin: ${name} }] }\n`)
  const faq = { 'a/faq/en.yaml': 'wrap: { questions: [do you wrap], answer: Yes. }\n' }
  for (const name of ['d', 'greeting', 'faq.wrap'])
    expect(faultsOf({ ...faq, 'a/dialogs/d.yaml': choices(name) })).toEqual([])
  expect(faultsOf({ ...faq, 'a/dialogs/d.yaml': choices('faq.wrop') })).toMatchInlineSnapshot(`
    [
      "a/dialogs/d.yaml:4:45: step 1 (say): "faq.wrop" is no dialog and no intent that begins one; did you mean "faq.wrap"?",
    ]
  `)
})

test('a dialog that nothing begins is a warning; one that a step begins, or that is inherited, is none', () => {
  const lonely = 'dialog: lonely\nsteps: [{ say: hi }]\n'
  expect(faultsOf({ 'a/dialogs/lonely.yaml': lonely })).toMatchInlineSnapshot(`
    [
      "warning a/dialogs/lonely.yaml:1:1: nothing begins the dialog "lonely": it has no trigger, and no step or choice begins it",
    ]
  `)
  expect(faultsOf({ 'common/dialogs/lonely.yaml': lonely })).toEqual([])
  expect(faultsOf({ 'common/dialogs/lonely.yaml': lonely, 'a/dialogs/lonely.yaml': lonely })).toEqual([])
  expect(
    faultsOf({ 'a/dialogs/lonely.yaml': lonely, 'a/dialogs/d.yaml': dialog('  - begin: lonely\n') }),
  ).toEqual([])
})

test('a team without a desk.yaml has no effect; with one it must be in it', () => {
  const files = { 'a/dialogs/d.yaml': dialog('  - { handoff: asked, team: vip }\n') }
  const desk = (team: string) => `teams: { ${team}: { timeZone: UTC, hours: { mon: 9:00-18:00 } } }\n`
  expect(faultsOf(files)).toMatchInlineSnapshot(`
    [
      "warning a/dialogs/d.yaml:4:29: step 1 (handoff): team "vip" has no effect without a desk.yaml that has it",
    ]
  `)
  expect(faultsOf({ ...files, 'a/desk.yaml': desk('vip') })).toEqual([])
  expect(faultsOf({ ...files, 'a/desk.yaml': desk('claims') })).toMatchInlineSnapshot(`
    [
      "a/dialogs/d.yaml:4:29: step 1 (handoff): there is no team "vip"; teams are claims",
    ]
  `)
})

test('a skill that nobody has is a warning: then anybody will do', () => {
  const files = { 'a/dialogs/d.yaml': dialog('  - { handoff: asked, skill: retruns }\n') }
  const desk =
    'teams: { t: { timeZone: UTC, hours: { mon: 9:00-18:00 }, agents: { a@a.example: { skills: [returns] } } } }\n'
  expect(faultsOf({ ...files, 'a/desk.yaml': desk })).toMatchInlineSnapshot(`
    [
      "warning a/dialogs/d.yaml:4:30: step 1 (handoff): there is no skill "retruns"; did you mean "returns"?",
    ]
  `)
  expect(
    faultsOf({
      'a/dialogs/d.yaml': files['a/dialogs/d.yaml'].replace('retruns', 'returns'),
      'a/desk.yaml': desk,
    }),
  ).toEqual([])
})

test('labels are of the own dialog', () => {
  expect(
    faultsOf({ 'a/dialogs/d.yaml': dialog('  - { say: hi, label: top }\n  - goto: tpo\n') }),
  ).toMatchInlineSnapshot(`
    [
      "a/dialogs/d.yaml:5:11: step 2 (goto): no step here has the label "tpo"; did you mean "top"?",
    ]
  `)
})

test('a step without a kind, with two, with none of its keys', () => {
  expect(
    faultsOf({
      'a/dialogs/d.yaml': dialog(
        '  - {}\n  - label: x\n  - { say: hi, ask: s }\n  - { ask: s }\n  - restart\n  - { restart: now }\n  - [say]\n',
        'slots: { s: { entity: text } }\n',
      ),
    }),
  ).toMatchInlineSnapshot(`
    [
      "a/dialogs/d.yaml:5:5: step 1 is empty; a step begins with one of say, ask, set, if, switch, call, begin, goto, end, restart, retry, clear, handoff, survey, wait, emit",
      "a/dialogs/d.yaml:6:5: step 2: unknown kind of step "label"; kinds are say, ask, set, if, switch, call, begin, goto, end, restart, retry, clear, …",
      "a/dialogs/d.yaml:8:5: step 4 (ask): say is missing; it must be a text",
      "a/dialogs/d.yaml:9:5: step 5 must be a mapping such as "restart:", found "restart"",
      "a/dialogs/d.yaml:10:16: step 6 (restart): restart must be empty, found "now"",
      "a/dialogs/d.yaml:11:5: step 7 must be a mapping such as "say: order.thanks", found a list",
    ]
  `)
})

test('the dialog that every hand-off runs through must hand over', () => {
  const human = (steps: string) => ({
    'a/dialogs/human.yaml': `dialog: human\ntrigger: greeting\nsteps: [${steps}]\n`,
  })
  expect(faultsOf(human('{ say: hi }'))).toMatchInlineSnapshot(`
    [
      "a/dialogs/human.yaml:3:1: the dialog "human" must hand over: end its steps with "- handoff:"",
    ]
  `)
  expect(faultsOf(human('{ if: desk.open, then: [{ handoff: }], else: [{ handoff: }] }'))).toEqual([])
})

test('a text names only values that there are', () => {
  const texts = (hi: string) => ({ 'a/locales/en.yaml': `hi: "${hi}"\n` })
  const saves = { 'a/dialogs/d.yaml': dialog('  - { call: orders.find, save: found }\n') }
  expect(faultsOf(texts('{{customer.name}} {{count}} {{slots.x}}'))).toEqual([])
  expect(faultsOf({ ...texts('{{found.total}}'), ...saves })).toEqual([])
  expect(faultsOf({ ...texts('{{fund.total}}'), ...saves })).toMatchInlineSnapshot(`
    [
      "a/locales/en.yaml:1:5: "hi" uses {{fund.total}}, but no dialog has a value "fund"; did you mean "found"?",
    ]
  `)
})

describe('the desk', () => {
  test('a canned reply has a title and a text, and names only what is known of a customer', () => {
    const texts = `hi: 'Hi'
canned:
  ok: { title: Ok, text: '{{customer.name}} {{agent.name}} {{order.number}} {{slots.number}}', text_formal: F, text@email: M }
  half: { title: Half }
  wrong: { titel: T }
  plain: Just a text
  strange: { title: S, text: '{{misses}}' }
`
    expect(faultsOf({ 'a/locales/en.yaml': texts })).toEqual([
      expect.stringContaining('4:11: the canned reply "half" has no text: write canned.half.text'),
      'a/locales/en.yaml:5:12: the canned reply "wrong" has a title and a text; did you mean "title"?: canned.wrong.title, canned.wrong.text',
      'a/locales/en.yaml:6:3: the canned reply "plain" has a title and a text: canned.plain.title, canned.plain.text',
      expect.stringContaining(
        '7:30: "canned.strange.text" uses {{misses}}, but a canned reply knows no value "misses"',
      ),
    ])
  })

  test('canned replies are the same in all languages', () => {
    const faults = faultsOf({
      'a/bot.yaml': 'name: A\nlanguages: [en, es]\n',
      'a/intents/es.yaml': 'greeting: [hola]\n',
      'a/locales/en.yaml': 'canned: { a: { title: A, text: T }, b: { title: B, text: T } }\n',
      'a/locales/es.yaml': 'canned: { a: { title: A, text: T } }\n',
    })
    expect(faults).toEqual([
      expect.stringContaining('the text "canned.b.title" is missing in es'),
      expect.stringContaining('the text "canned.b.text" is missing in es'),
    ])
  })

  test('a cause of its own has words', () => {
    const desk = 'teams: { t: { timeZone: UTC, hours: { mon: 9:00-18:00 } } }\ncauses: [late, size, colour]\n'
    expect(
      faultsOf({ 'a/desk.yaml': desk, 'a/locales/en.yaml': 'hi: Hi\ncause: { size: Wrong size }\n' }),
    ).toEqual(['warning a/desk.yaml:2:22: the cause "colour" has no words: write a text "cause.colour"'])
  })
})
