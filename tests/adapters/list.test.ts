import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { adapters } from '../../adapters/index.ts'

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))

/** Channels that share a folder, since they share a platform and a webhook. */
const SHARED: Readonly<Record<string, string>> = { messenger: 'facebook', instagram: 'facebook' }
const folderOf = (channel: string) => SHARED[channel] ?? channel

describe('the list of channels', () => {
  test('names every channel folder, and every channel once', () => {
    const folders = readdirSync(path('../../adapters'), { withFileTypes: true })
      .filter(entry => entry.isDirectory())
      .map(entry => entry.name)
    const channels = adapters.map(adapter => adapter.channel)
    expect([...new Set(channels.map(folderOf))].sort()).toEqual(folders.sort())
    expect(new Set(channels).size).toBe(channels.length)
  })

  test('has no channel that does not run the contract of all channels', () => {
    const without = adapters.filter(
      ({ channel }) => !existsSync(path(`./${folderOf(channel)}/contract.test.ts`)),
    )
    expect(without.map(adapter => adapter.channel)).toEqual([])
  })
})
