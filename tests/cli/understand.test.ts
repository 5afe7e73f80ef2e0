import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { understand } from '../../cli/understand.ts'
import { understandingSchema } from '../../protocol/understanding.ts'
import { askService } from '../ask-service.ts'
import { runCommand } from './run-command.ts'

const bot = join(import.meta.dirname, '../../bots/shop')
let cwd: string
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'understand-'))
})
afterAll(() => rm(cwd, { recursive: true }))

const run = async (args: string[], stdin = '') =>
  runCommand(understand, args, { cwd, stdin, env: { DATA_DIR: await askService('shop') } })

describe('conserje understand', { timeout: 60_000 }, () => {
  test('prints one understanding as JSON', async () => {
    const { code, stdout } = await run([bot, '¿dónde está mi pedido 10 432?'])
    expect(code).toBe(0)
    const read = understandingSchema.parse(JSON.parse(stdout))
    expect(read).toMatchObject({ language: 'es', intent: 'order.status' })
    expect(read.entities).toMatchObject([{ type: 'order', value: '10432', text: '10 432' }])
  })

  test('answers JSON lines a line each, wrong ones too', async () => {
    const lines = [
      '{"text":"ok","lang":"ro"}',
      'nonsense',
      '{"text":5}',
      '{"text":"28013","expects":["postcode"]}',
    ]
    const { code, stdout } = await run([bot], `${lines.join('\n')}\n`)
    expect(code).toBe(1)
    const answers = stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line))
    expect(answers[0]).toMatchObject({ language: 'ro' })
    expect(answers[1].error).toContain('line 2: this is no JSON')
    expect(answers[2].error).toContain('line 3: text')
    expect(answers[3].entities).toMatchObject([{ type: 'postcode', value: '28013' }])
  })

  test('takes the language of the conversation', async () => {
    const { stdout } = await run([bot, '10432', '--lang', 'ro'])
    expect(JSON.parse(stdout)).toMatchObject({ language: 'ro', languageConfidence: 0 })
  })

  test('says how it is used', async () => {
    expect((await run(['--help'])).stdout).toContain('Example:')
    expect((await run([bot, 'a', 'b'])).code).toBe(2)
    expect((await run([bot, 'a', '--nope'])).code).toBe(2)
  })

  test('says what stands in the way', async () => {
    const { code, stderr } = await run(['bots/nowhere', 'hello'])
    expect(code).toBe(2)
    expect(stderr).toContain('nowhere')
  })
})
