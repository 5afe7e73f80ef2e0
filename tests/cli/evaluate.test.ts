import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { evaluate } from '../../cli/evaluate.ts'
import { runCommand } from './run-command.ts'

const folder = mkdtempSync(join(tmpdir(), 'conserje-evaluate-'))
afterAll(() => rmSync(folder, { recursive: true }))

const THINGS = ['lamp', 'rug', 'chair', 'shelf', 'mirror', 'vase', 'clock', 'table']
const lines = (rows: readonly (readonly [string, string])[]) =>
  rows.map(([text, intent]) => JSON.stringify({ text, intent, lang: 'en', split: 'any' })).join('\n')
writeFileSync(
  join(folder, 'train.jsonl'),
  lines(
    THINGS.flatMap(thing => [
      [`where is my ${thing}`, 'status'] as const,
      [`cancel the ${thing} please`, 'cancel'] as const,
    ]),
  ),
)
const asked = [
  ['where is it', 'status'],
  ['please cancel', 'cancel'],
  ['where is the parcel', 'status'],
] as const
const beside = [
  ['sing a song about rain', 'oos'],
  ['quadratic equations explained', 'oos'],
] as const
writeFileSync(join(folder, 'test.jsonl'), lines([...asked, ...beside]))
writeFileSync(join(folder, 'inside.jsonl'), lines(asked))

test('trains, measures and prints one line of JSON', async () => {
  const args = ['--train', 'train.jsonl', '--valid', 'test.jsonl', '--test', 'test.jsonl']
  const { code, stdout } = await runCommand(evaluate, args, { cwd: folder })
  expect(code).toBe(0)
  const figures = JSON.parse(stdout)
  expect(figures).toMatchObject({ accuracy: 1, oosRecall: 1, auroc: 1, firstGuess: 1 })
  for (const name of ['ece', 'threshold', 'trainMs', 'p50Us', 'p99Us', 'modelBytes'])
    expect(figures[name]).toEqual(expect.any(Number))
})

test('where nothing is out of scope nothing is rejected, and what is not measured is null', async () => {
  const args = ['--train', 'train.jsonl', '--test', 'inside.jsonl']
  const { stdout } = await runCommand(evaluate, args, { cwd: folder })
  expect(JSON.parse(stdout)).toMatchObject({ accuracy: 1, oosRecall: null, auroc: null, threshold: 0 })
})

test('tells what is wrong with a file, and where', async () => {
  writeFileSync(join(folder, 'bad.jsonl'), '{"text":"a","intent":"b"}\n{"text":1}\n')
  const wrong = async (...args: string[]) => {
    const { code, stderr } = await runCommand(evaluate, args, { cwd: folder })
    return [code, stderr]
  }
  expect(await wrong('--train', 'train.jsonl')).toEqual([2, expect.stringContaining('--train and --test')])
  await expect(wrong('--train', 'bad.jsonl', '--test', 'test.jsonl')).rejects.toThrow(
    /bad\.jsonl:2: expected/,
  )
  await expect(wrong('--train', 'none.jsonl', '--test', 'test.jsonl')).rejects.toThrow(
    /none\.jsonl can't be read \(ENOENT\)/,
  )
})
