import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { channelFor, readChannels } from '../../../handoff/desks/slack/channels.ts'
import { isSlackHost } from '../../../handoff/desks/slack/slack-host.ts'
import {
  afterMention,
  cutSections,
  escapeMrkdwn,
  SECTION_CHARS,
  shorten,
  typedText,
} from '../../../handoff/desks/slack/slack-text.ts'

const nobody = () => undefined
const rich = (...elements: object[]) => [
  { type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] },
]

describe('text between people and Slack', () => {
  test('is read without marks, with emoji, links and names', () => {
    const blocks = rich(
      { type: 'text', text: 'Dear Ana, ', style: { bold: true } },
      { type: 'emoji', name: 'wave', unicode: '1f44b' },
      { type: 'text', text: ' see ' },
      { type: 'link', url: 'https://a.example/x', text: 'here' },
      { type: 'user', user_id: 'U1' },
    )
    expect(typedText({ text: 'ignored', blocks }, () => 'Bea')).toBe(
      'Dear Ana, 👋 see here (https://a.example/x)@Bea',
    )
    const list = [
      {
        type: 'rich_text',
        elements: [
          {
            type: 'rich_text_list',
            style: 'ordered',
            elements: ['one', 'two'].map(text => ({
              type: 'rich_text_section',
              elements: [{ type: 'text', text }],
            })),
          },
        ],
      },
    ]
    expect(typedText({ blocks: list }, nobody)).toBe('1. one\n2. two')
  })

  test.each([
    ['a &lt;b&gt; &amp;amp;', 'a <b> &amp;'],
    ['<https://a.example|here> and <https://b.example>', 'here (https://a.example) and https://b.example'],
    ['<mailto:a@b.example|a@b.example>', 'a@b.example'],
    ['<@U1> and <#C1|desk> and <!here>', '@Bea and #desk and @here'],
    ['<!date^1392734382^{date}|Feb 18>', '@Feb 18'],
  ])('is read from an app without rich text: %s', (text, read) => {
    expect(typedText({ text }, () => 'Bea')).toBe(read)
  })

  test('begins behind a mention of this app, and only there', () => {
    expect(afterMention({ text: '<@UAPP>: hello' }, 'UAPP')?.text).toBe('hello')
    expect(afterMention({ text: '  <@UAPP|conserje> hello' }, 'UAPP')?.text).toBe('hello')
    expect(afterMention({ text: 'ask <@UAPP> hello' }, 'UAPP')).toBeUndefined()
    expect(afterMention({ text: '<@UOTHER> hello' }, 'UAPP')).toBeUndefined()
    const blocks = rich({ type: 'user', user_id: 'UAPP' }, { type: 'text', text: ': hello *you*' })
    const asked = afterMention({ text: '<@UAPP>: hello *you*', blocks }, 'UAPP')
    expect(typedText(asked ?? {}, nobody)).toBe('hello *you*')
  })

  test('survives whatever stands in its blocks', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string({ unit: 'grapheme' }), (blocks, text) => {
        const read = typedText({ text, blocks }, nobody)
        expect(typeof read).toBe('string')
        afterMention({ text, blocks }, 'UAPP')
      }),
    )
  })

  test('is cut into sections that lose nothing but what is told', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 9_000 }),
        fc.integer({ min: 1, max: 4 }),
        (text, most) => {
          const { pieces, left } = cutSections(text, most)
          const kept = text.replaceAll(/[\u202A-\u202E\u2066-\u2069]/g, '')
          expect(pieces.join('').length + left).toBe(kept.length)
          expect(kept.startsWith(pieces.join(''))).toBe(true)
          expect(pieces.every(piece => piece.length <= SECTION_CHARS)).toBe(true)
        },
      ),
    )
  })

  test('obeys nothing once it is escaped, and is never cut through a character', () => {
    expect(escapeMrkdwn('<!channel> & <@U1>')).toBe('&lt;!channel&gt; &amp; &lt;@U1&gt;')
    expect(shorten('ab😀', 3)).toBe('ab…')
  })
})

describe('the channels of SLACK_CHANNEL', () => {
  test('are chosen by team, then language, then for all', () => {
    const choice = readChannels('C1ALL; es=C2ES, pt-br = C3BR; team:madrid=C4MAD')
    expect(choice).toBeDefined()
    if (choice === undefined) return
    expect(channelFor(choice, { team: 'madrid', language: 'es' })).toBe('C4MAD')
    expect(channelFor(choice, { team: 'lisbon', language: 'es-MX' })).toBe('C2ES')
    expect(channelFor(choice, { language: 'pt-BR' })).toBe('C3BR')
    expect(channelFor(choice, { language: 'pt' })).toBe('C1ALL')
    expect(channelFor(choice, {})).toBe('C1ALL')
    const only = readChannels('es=C2ES')
    expect(only && channelFor(only, { language: 'en' })).toBeUndefined()
  })

  test.each([
    '',
    'general',
    '#general',
    'C1ALL;C2ALL',
    'es=C1;es=C2',
    'x y=C1DESK',
    'team:=C1DESK',
    '=C1DESK',
  ])('are refused where they are wrong: %s', text => {
    expect(readChannels(text)).toBeUndefined()
  })
})

test('a file is loaded only from Slack, or from where the Web API is', () => {
  const api = 'https://slack.com/api/'
  expect(isSlackHost('https://files.slack.com/files-pri/T1-F1/a.pdf', api)).toBe(true)
  for (const address of [
    'http://files.slack.com/a',
    'https://files.slack.com:8443/a',
    'https://slack.com.evil.example/a',
    'https://evilslack.com/a',
    'https://user:pass@files.slack.com/a',
    'http://127.0.0.1/a',
    'http://169.254.169.254/latest',
    'file:///etc/passwd',
    'nonsense',
  ])
    expect(isSlackHost(address, api), address).toBe(false)
  expect(isSlackHost('http://127.0.0.1:4100/files/F1', 'http://127.0.0.1:4100/api/')).toBe(true)
  expect(isSlackHost('http://127.0.0.1:4101/files/F1', 'http://127.0.0.1:4100/api/')).toBe(false)
})
