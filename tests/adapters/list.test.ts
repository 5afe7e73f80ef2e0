import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { adapters } from '../../adapters/index.ts'

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))

describe('the list of channels', () => {
  test('names every channel folder, once', () => {
    const folders = readdirSync(path('../../adapters'), { withFileTypes: true })
      .filter(entry => entry.isDirectory())
      .map(entry => entry.name)
    expect(adapters.map(adapter => adapter.channel).sort()).toEqual(folders.sort())
  })

  test('has no channel that does not run the contract of all channels', () => {
    const without = adapters.filter(({ channel }) => !existsSync(path(`./${channel}/contract.test.ts`)))
    expect(without.map(adapter => adapter.channel)).toEqual([])
  })
})
