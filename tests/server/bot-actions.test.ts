import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { chat } from '../../cli/chat.ts'
import { ContentError, faultText } from '../../protocol/errors.ts'
import { loadBotActions } from '../../server/bot-actions.ts'
import { runCommand } from '../cli/run-command.ts'

const acting = join(import.meta.dirname, '../fixtures/acting-bot')
const run = {
  idempotencyKey: 'inb_1:c1',
  signal: new AbortController().signal,
  now: 0,
  context: {
    conversationId: 'cnv_1',
    threadId: 'thr_1',
    customerId: 'cus_1',
    channel: 'webchat',
    language: 'en',
  },
}

async function faultsOf(files: Record<string, string>): Promise<string[]> {
  const dir = mkdtempSync(join(tmpdir(), 'conserje-actions-'))
  mkdirSync(join(dir, 'actions'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, 'actions', name), text)
  const error = await loadBotActions({ dir, shown: 'bot' }).then(
    () => undefined,
    thrown => thrown,
  )
  return error instanceof ContentError ? error.faults.map(faultText) : []
}

describe('a bot’s own actions', () => {
  test('are loaded by what they export, with their branches', async () => {
    const [points] = await loadBotActions({ dir: acting, shown: 'acting-bot' })
    expect(points).toMatchObject({
      name: 'loyalty.points',
      outcomes: ['unknown'],
      timeoutMs: 5000,
      retries: 1,
    })
    expect(await points?.run({ email: 'ana@example.org' }, run)).toEqual({
      outcome: 'ok',
      value: { points: 120 },
    })
    expect(await points?.run({ email: 'bo@example.org' }, run)).toEqual({ outcome: 'unknown' })
  })

  test('fail on input or output of another shape', async () => {
    const [points] = await loadBotActions({ dir: acting, shown: 'acting-bot' })
    await expect(points?.run({ email: 'no address' }, run)).rejects.toThrow()
    await expect(points?.run({ email: 'odd@example.org' }, run)).rejects.toThrow()
  })

  test('answer a dialog in conserje chat', async () => {
    const { code, stdout } = await runCommand(chat, [acting], {
      stdin: 'show me my points, ana@example.org\n',
    })
    expect(stdout).toContain('You have 120 points.')
    expect(code).toBe(0)
  })

  test('that can’t be loaded, are none, or take a taken name are told with their file', async () => {
    const faults = await faultsOf({
      'broken.js': 'export const x = (',
      'empty.js': 'export const x = 1',
      'taken.js': 'export const x = { name: "orders.find", outcomes: [], run() {} }',
    })
    expect(faults).toHaveLength(3)
    expect(faults[0]).toMatch(/^bot\/actions\/broken\.js:1:1: can't be loaded: /)
    expect(faults[1]).toBe(
      'bot/actions/empty.js:1:1: exports no action; export what defineAction({ … }) gives',
    )
    expect(faults[2]).toBe(
      'bot/actions/taken.js:1:1: the action "orders.find" is there already; choose another name',
    )
  })
})
