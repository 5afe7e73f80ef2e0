import { describe, expect, test } from 'vitest'
import type { Limits } from '../../adapters/adapter.ts'
import { degrade } from '../../adapters/degrade.ts'
import type { Activity } from '../../protocol/activity.ts'
import { renderContext } from './house.ts'
import { TEXTS } from './random-message.ts'

/** As WhatsApp's. */
const limits: Limits = {
  textChars: 4096,
  buttons: 3,
  buttonChars: 20,
  promptChars: 1024,
  list: { rows: 10, titleChars: 24, descriptionChars: 72, buttonChars: 20 },
  linkButton: { titleChars: 20 },
  markup: 'whatsapp',
  cards: false,
  typing: true,
  media: { image: 5_000_000, captionChars: 1024 },
}
const plain: Limits = {
  textChars: 2000,
  buttons: 0,
  buttonChars: 0,
  markup: 'plain',
  cards: false,
  typing: false,
}

const context = renderContext({ text: key => TEXTS[key] ?? '' })

const message = (text: string, ...titles: string[]): Activity => ({
  type: 'message',
  text,
  suggestedActions: {
    actions: titles.map((title, index) => ({ type: 'postBack', title, value: { choice: `c${index}` } })),
  },
})
const grades = Array.from({ length: 11 }, (_, grade) => String(grade))
const numbers = (count: number, title = 'Option') =>
  Array.from({ length: count }, (_, index) => `${title} ${index + 1}`)
const textOf = (activity: Activity, to = limits) =>
  degrade(activity, to, context).map(part => ('text' in part ? part.text : part.kind))

describe('choices', () => {
  test('are buttons where they fit, each with its payload', () => {
    expect(degrade(message('Well?', 'Yes', 'No'), limits, context)).toEqual([
      {
        kind: 'text',
        text: 'Well?',
        choices: {
          kind: 'buttons',
          options: [
            { title: 'Yes', payload: 'choice:c0', value: { choice: 'c0' } },
            { title: 'No', payload: 'choice:c1', value: { choice: 'c1' } },
          ],
        },
      },
    ])
  })

  test('are a list where there are more, and numbered text where there is no list or too few rows', () => {
    const [part] = degrade(message('Well?', ...numbers(4)), limits, context)
    expect(part).toMatchObject({ kind: 'text', text: 'Well?', choices: { kind: 'list', button: 'Options' } })
    expect(textOf(message('Well?', ...numbers(4)), plain)).toEqual([
      'Well?\n\n1. Option 1\n2. Option 2\n3. Option 3\n4. Option 4\n\nReply with a number.',
    ])
    expect(textOf(message('Well?', ...numbers(11)))[0]).toContain('\n11. Option 11\n\nReply with a number.')
    expect(textOf(message('Well?', 'Yes'), plain)).toEqual(['Well?\n\n1. Yes\n\nReply with 1.'])
  })

  test('have a title that is too long in full in the text, or under the title in a list', () => {
    const titles = ['Send it to another address', 'Keep it']
    const [part] = degrade(message('Well?', ...titles), limits, context)
    expect(part).toMatchObject({
      text: 'Well?\n\n1. Send it to another address\n2. Keep it',
      choices: { kind: 'buttons', options: [{ title: 'Send it to another…' }, { title: 'Keep it' }] },
    })
    const [list] = degrade(message('Well?', ...titles, 'Cancel', 'Other'), limits, context)
    expect(list).toMatchObject({
      text: 'Well?',
      choices: {
        options: [
          { title: 'Send it to another…', description: 'Send it to another address' },
          { title: 'Keep it' },
          { title: 'Cancel' },
          { title: 'Other' },
        ],
      },
    })
  })

  test('take the next form when their titles are the same once they are cut', () => {
    const long = (end: string) => `Where is my order${end}`
    const three = ['Where is my order A-1', 'Where is my order A-2', 'Where is my order A-3']
    expect(degrade(message('Well?', ...three), limits, context)[0]).toMatchObject({
      choices: { kind: 'list' },
    })
    const same = [long(' of last summer, in red'), long(' of last summer, in blue')]
    expect(textOf(message('Well?', ...same))[0]).toContain(`1. ${same[0]}\n2. ${same[1]}`)
  })

  test('stand under a text that is short enough for them, and under one of the channel where there is none', () => {
    const text = `${'A long story. '.repeat(120)}Shall we?`
    const parts = degrade(message(text, 'Yes', 'No'), limits, context)
    expect(parts).toHaveLength(2)
    expect(parts[0]).not.toHaveProperty('choices')
    expect(parts[1]).toHaveProperty('choices')
    expect(textOf(message('', 'Yes', 'No'))).toEqual(['Please choose:'])
  })

  test('go over several pages where one is too short, each option on a line of one page', () => {
    const pages = textOf(message('Well?', ...numbers(13)), { ...plain, textChars: 60 })
    expect(pages.length).toBeGreaterThan(2)
    expect(pages.flatMap(page => page.split('\n')).filter(line => /^\d+\./.test(line))).toEqual(
      numbers(13).map((title, index) => `${index + 1}. ${title}`),
    )
    expect(pages.at(-1)).toContain('Reply with a number.')
  })
})

describe('markup', () => {
  const text = 'Hi **Ana**, *now* ~~old~~ `x` [terms](https://e.org/t_1)\n## Next\n- one\n* two'

  test("becomes each channel's own", () => {
    expect(textOf(message(text))).toEqual([
      'Hi *Ana*, _now_ ~old~ ```x``` terms (https://e.org/t_1)\n*Next*\n• one\n• two',
    ])
    expect(textOf(message(text), plain)).toEqual([
      'Hi Ana, now old x terms (https://e.org/t_1)\nNext\n• one\n• two',
    ])
    expect(textOf(message(text), { ...plain, markup: 'markdown' })).toEqual([text])
    expect(textOf(message(text), { ...plain, markup: 'html' })).toEqual([
      'Hi <b>Ana</b>, <i>now</i> <s>old</s> <code>x</code> terms (<a href="https://e.org/t_1">e.org/t_1</a>)<br><b>Next</b><br>• one<br>• two'.replace(
        '>e.org/t_1<',
        '>https://e.org/t_1<',
      ),
    ])
  })

  test('is only what the text says: signs of a value stay signs, and a label hides no address', () => {
    expect(textOf(message('5 < 6 & "x" <script>'), { ...plain, markup: 'html' })).toEqual([
      '5 &lt; 6 &amp; &quot;x&quot; &lt;script&gt;',
    ])
    expect(textOf({ ...message('*not bold* _no_'), textFormat: 'plain' })).toEqual([
      '*\u200Anot bold* _\u200Ano_',
    ])
    expect(textOf({ ...message('**not**'), textFormat: 'plain' }, { ...plain, markup: 'markdown' })).toEqual([
      '\\*\\*not\\*\\*',
    ])
    expect(textOf(message('[bank](javascript:alert(1))'), { ...plain, markup: 'html' })).toEqual([
      'bank (javascript:alert(1))',
    ])
    expect(
      textOf(message('[bank.example](https://evil.example)'), { ...plain, markup: 'html' })[0],
    ).toContain('>https://evil.example<')
    expect(textOf(message('ORD_1_2 and 2*3*4'))).toEqual(['ORD_1_2 and 2*3*4'])
  })
})

describe('what is no text', () => {
  const card = {
    contentType: 'application/vnd.microsoft.card.hero',
    content: {
      title: 'Lamp',
      subtitle: 'Brass',
      images: [{ url: 'https://e.org/lamp.png' }],
      buttons: [
        { type: 'openUrl', title: 'See it', value: 'https://e.org/lamp' },
        { type: 'imBack', title: 'Take it', value: 'take' },
      ],
    },
  }

  test('is typing where the channel has it', () => {
    expect(degrade({ type: 'typing' }, limits, context)).toEqual([{ kind: 'typing' }])
    expect(degrade({ type: 'typing' }, plain, context)).toEqual([])
    expect(degrade({ type: 'event', name: 'x' }, limits, context)).toEqual([])
  })

  test('is a card with its picture, its words, its link and its button', () => {
    const activity = { type: 'message', text: 'Look:', attachments: [card] }
    expect(degrade(activity, limits, context)).toMatchObject([
      { kind: 'media', media: 'image', link: 'https://e.org/lamp.png' },
      {
        kind: 'text',
        text: 'Look:\n\n*Lamp*\nBrass\n\nSee it: https://e.org/lamp',
        choices: { options: [{ title: 'Take it', value: 'take' }] },
      },
    ])
    expect(degrade(activity, { ...limits, cards: true }, context)).toEqual([
      { kind: 'text', text: 'Look:' },
      { kind: 'card', cards: [card] },
    ])
  })

  test('is a button that opens a page, when that is all there is to press', () => {
    const actions = [{ type: 'openUrl', title: 'Track', value: 'https://e.org/t' }]
    const activity = { type: 'message', text: 'On its way.', suggestedActions: { actions } }
    expect(degrade(activity, limits, context)).toEqual([
      { kind: 'link', text: 'On its way.', title: 'Track', url: 'https://e.org/t' },
    ])
    expect(textOf(activity, plain)).toEqual(['On its way.\n\nTrack: https://e.org/t'])
  })

  test('is a file with the text under it, a link, or a word of regret', () => {
    const file = (contentUrl: string) => ({
      type: 'message',
      text: 'Your bill',
      attachments: [{ contentType: 'image/png', contentUrl, name: 'bill.png' }],
    })
    expect(degrade(file('media:1'), limits, context)).toEqual([
      {
        kind: 'media',
        media: 'image',
        contentUrl: 'media:1',
        contentType: 'image/png',
        name: 'bill.png',
        caption: 'Your bill',
      },
    ])
    expect(textOf(file('https://e.org/1.png'), plain)).toEqual(['Your bill\n\nbill.png: https://e.org/1.png'])
    expect(textOf(file('media:1'), plain)).toEqual(['Your bill\n\nThere is a file here. (bill.png)'])
  })
})

describe('options that are numbers themselves', () => {
  test('stand in a line where the channel has no other form, with no other numbers before them', () => {
    const [part] = degrade(message('How likely?', ...grades), limits, context)
    expect(part).toEqual({ kind: 'text', text: `How likely?\n\n${grades.join(' · ')}` })
    expect(degrade(message('How happy?', '1', '2', '3', '4', '5'), plain, context)).toEqual([
      { kind: 'text', text: 'How happy?\n\n1 · 2 · 3 · 4 · 5' },
    ])
  })

  test('are buttons or a list where they fit', () => {
    const [part] = degrade(message('How happy?', '1', '2', '3', '4', '5'), limits, context)
    expect(part).toMatchObject({ kind: 'text', text: 'How happy?', choices: { kind: 'list' } })
  })
})
