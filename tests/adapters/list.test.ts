import { execFileSync } from 'node:child_process'
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

  test('loads nothing of a channel that is off but its limits and its settings', () => {
    const program = `
      import { registerHooks } from 'node:module'
      const urls = []
      registerHooks({ load: (url, context, next) => (urls.push(url), next(url, context)) })
      const { adapters } = await import('./adapters/index.ts')
      if (adapters.filter(({ configure }) => configure({}) !== undefined).length !== 1) throw new Error('only webchat is on')
      console.log(JSON.stringify(urls))
    `
    const cwd = path('../..')
    const printed = execFileSync(process.execPath, ['--input-type=module', '-e', program], { cwd })
    const urls: string[] = JSON.parse(String(printed))
    const loaded = urls.flatMap(url => /\/(adapters\/[a-z-]+\/.*)$/.exec(url)?.[1] ?? [])
    const heavy = loaded.filter(file => !/\/(limits|config)\.ts$/.test(file) && !file.includes('/webchat/'))
    expect(heavy).toEqual([])
    expect(urls.some(url => /botbuilder|imapflow|mailparser|twitter-api|libphonenumber/.test(url))).toBe(
      false,
    )
  })
})
