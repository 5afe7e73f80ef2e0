import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { adapters } from '../../adapters/index.ts'
import { channelTable } from './channel-table.ts'

const doc = (name: string) =>
  readFileSync(fileURLToPath(new URL(`../../docs/channels/${name}`, import.meta.url)), 'utf8')

test('docs/channels/README.md tells what each channel can do, as its limits say', () => {
  expect(doc('README.md')).toContain(channelTable(adapters))
})

test('docs/channels/README.md names a page for every channel, which is there', () => {
  const pages = new Map(
    [...doc('README.md').matchAll(/\[([\w -]+)\]\(([\w./-]+)\)/g)].map(match => [match[1], match[2]]),
  )
  for (const { channel } of adapters) expect([...pages.keys()]).toContain(channel)
  const gone = [...pages.values()].filter(
    page => !existsSync(fileURLToPath(new URL(`../../docs/channels/${page}`, import.meta.url))),
  )
  expect(gone).toEqual([])
})
