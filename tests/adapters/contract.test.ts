import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { adapters } from '../../adapters/index.ts'
import { type AdapterHarness, adapterContract } from '../contracts/adapter.ts'

const folder = fileURLToPath(new URL('../../adapters', import.meta.url))

describe('the list of channels', () => {
  test('names every channel folder, once', () => {
    const folders = readdirSync(folder, { withFileTypes: true })
      .filter(entry => entry.isDirectory())
      .map(entry => entry.name)
    expect(adapters.map(adapter => adapter.channel).sort()).toEqual(folders.sort())
  })
})

for (const { channel } of adapters) {
  const { harness } = (await import(`./${channel}/harness.ts`)) as { harness: AdapterHarness }
  adapterContract(channel, harness)
}
