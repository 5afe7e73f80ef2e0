import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateSync, inflateSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { decodeModel } from '../../intents/model-file.ts'
import { trainUnderstander } from '../../intents/train.ts'
import { smallShop } from './source.ts'

let cacheDir: string
beforeEach(async () => {
  cacheDir = await mkdtemp(join(tmpdir(), 'models-'))
})
afterEach(() => rm(cacheDir, { recursive: true }))

const train = () => trainUnderstander(smallShop, { cacheDir })
const cached = async (): Promise<string> => join(cacheDir, (await readdir(cacheDir))[0] as string)
const TEXTS = [
  'where is 10432?',
  '¿dónde está mi pedido?',
  'nu am primit coletul',
  'hi',
  'how is the weather',
]

describe('the cache of models', () => {
  test('holds the same bytes each time for the same source', async () => {
    await train()
    const path = await cached()
    const first = await readFile(path)
    await rm(path)
    await train()
    expect((await readFile(path)).equals(first)).toBe(true)
  })

  test('gives an understander that reads as the trained one does', async () => {
    const trained = await train()
    const { mtimeMs } = await stat(await cached())
    const loaded = await train()
    expect((await stat(await cached())).mtimeMs).toBe(mtimeMs)
    for (const text of TEXTS) expect(loaded.understand(text)).toEqual(trained.understand(text))
  })

  test('learns the same in a thread of its own', async () => {
    const here = await trainUnderstander(smallShop)
    const apart = await trainUnderstander(smallShop, { apart: true })
    for (const text of ['where is my parcel', 'quiero anular el pedido 10432', 'cat costa livrarea', 'zxcv'])
      expect(apart.understand(text)).toEqual(here.understand(text))
  })

  test('is another file for other phrases', async () => {
    await train()
    await trainUnderstander({ ...smallShop, orderNumber: '\\d{6}' }, { cacheDir })
    expect(await readdir(cacheDir)).toHaveLength(2)
  })

  test.each([
    ['an empty file', () => Buffer.alloc(0)],
    ['half a file', (file: Buffer) => file.subarray(0, file.length / 2)],
    [
      'one changed byte',
      (file: Buffer) => Buffer.from(file.map((byte, at) => (at === file.length - 9 ? byte ^ 1 : byte))),
    ],
    ['another program', () => Buffer.from('PK\u0003\u0004 not ours at all, but long enough to be read')],
    [
      'a header that lies',
      (file: Buffer) => {
        const bytes = inflateSync(file)
        return deflateSync(Buffer.concat([bytes.subarray(0, 8), Buffer.alloc(8, 0xff), bytes.subarray(16)]))
      },
    ],
    [
      'one changed number',
      (file: Buffer) =>
        deflateSync(inflateSync(file).map((byte, at, { length }) => (at === length - 9 ? byte ^ 1 : byte))),
    ],
    ['a file of an earlier make, not packed', (file: Buffer) => inflateSync(file)],
    ['more than any model', () => deflateSync(Buffer.alloc(2 ** 28 + 1))],
  ])('ignores %s and writes it anew', async (_, damage) => {
    const trained = await train()
    const path = await cached()
    const sound = await readFile(path)
    await writeFile(path, damage(sound))
    const again = await train()
    expect(again.understand(TEXTS[0] as string)).toEqual(trained.understand(TEXTS[0] as string))
    expect((await readFile(path)).equals(sound)).toBe(true)
    expect(await readdir(cacheDir)).toHaveLength(1)
  })

  test('is not taken for another key', async () => {
    await train()
    const bytes = inflateSync(await readFile(await cached()))
    expect(decodeModel(bytes, 'another')).toBeUndefined()
  })

  test('does without a folder that can not be written', async () => {
    const file = join(cacheDir, 'file')
    await writeFile(file, '')
    const bot = await trainUnderstander(smallShop, { cacheDir: join(file, 'below') })
    expect(bot.understand('where is my order').intent).toBe('order.status')
  })

  test('keeps eight models at most', async () => {
    for (let index = 0; index < 10; index++)
      await trainUnderstander(
        { languages: ['en'], examples: {}, orderNumber: `\\d{${index + 1}}`, countries: [] },
        { cacheDir },
      )
    expect(await readdir(cacheDir)).toHaveLength(8)
  })
})
