import { expect, test, vi } from 'vitest'
import { chat } from '../../cli/chat.ts'
import { happenedLines, understandingLine } from '../../cli/chat-lines.ts'
import { askService } from '../ask-service.ts'
import { runCommand } from './run-command.ts'

vi.setConfig({ testTimeout: 60_000 })

const run = async (args: string[], stdin = '') =>
  runCommand(chat, args, { stdin, env: { DATA_DIR: await askService('shop') } })

test('chat answers a piped conversation with the whole bot, to its end', async () => {
  const { code, stdout } = await run([], 'do you offer gift wrapping?\nwhere is my order 10432?\n28004\n')
  expect(code).toBe(0)
  expect(stdout).toContain('> do you offer gift wrapping?')
  expect(stdout).toMatch(/1\) /)
  expect(stdout).toContain('SEUR')
})

test('chat --trace shows language, intent, confidence and the steps', async () => {
  const { stdout } = await run(
    ['--lang', 'es', '--trace'],
    '¿dónde está mi pedido 10432?\n/quit\nnever read\n',
  )
  expect(stdout).toMatch(/ {2}· es · order\.status [01]\.\d\d/)
  expect(stdout).toContain('order=10432')
  expect(stdout).toMatch(/· calls orders\.find/)
  expect(stdout).not.toContain('never read')
})

test('chat hands over, and goes on after /return', async () => {
  const { stdout } = await run([], 'I want a person\nhello?\n/return\nthanks\n')
  const [, after] = stdout.split('handed over to a person: asked')
  expect(after).toBeDefined()
  expect(after?.split('> hello?')[1]?.trim()).not.toBe('')
})

test('chat with an unknown language or folder is used wrongly', async () => {
  expect(await run(['--lang', 'hu'])).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^conserje chat: Casa Lumen speaks en, es, .*, not hu\n$/),
  })
  expect((await run(['bots/nowhere'])).code).toBe(2)
})

test('chat does not begin with a bot that has faults', async () => {
  const { code, stderr } = await run(['tests/fixtures/broken-bot'])
  expect(code).toBe(1)
  expect(stderr).toMatch(/broken-bot\/\S+:\d+:\d+: /)
})

test('cards and attachments are shown as text', () => {
  const card = {
    contentType: 'application/vnd.microsoft.card.adaptive',
    content: {
      type: 'AdaptiveCard',
      body: [
        { type: 'TextBlock', text: 'Your order' },
        { type: 'FactSet', facts: [{ title: 'Carrier', value: 'SEUR' }] },
      ],
      actions: [{ type: 'Action.OpenUrl', title: 'Track', url: 'https://t.example' }],
    },
  }
  const said = [
    { type: 'message', text: 'two\nlines', attachments: [card, { contentType: 'image/png', name: 'a.png' }] },
  ]
  const result = { trace: [], calls: [], closed: true } as never
  expect(happenedLines([{ said, result }], false)).toEqual([
    'two',
    'lines',
    '  | Your order',
    '  | Carrier: SEUR',
    '  | Track: https://t.example',
    '  [image/png] a.png',
    '  (the conversation is closed)',
  ])
  expect(understandingLine(undefined)).toBe('  · no words')
})
