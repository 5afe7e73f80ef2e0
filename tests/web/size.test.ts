import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'
import { beforeAll, describe, expect, it } from 'vitest'

const configFile = join(import.meta.dirname, '../../web/widget/vite.config.ts')
let code = ''

beforeAll(async () => {
  const built = await build({ configFile, logLevel: 'silent', build: { write: false } })
  const [bundle] = [built].flat()
  if (!bundle || !('output' in bundle)) throw new Error('expected vite to hand over what it built')
  expect(bundle.output.map(({ fileName }) => fileName)).toEqual(['widget.js'])
  code = bundle.output[0].type === 'chunk' ? bundle.output[0].code : ''
})

describe('the built widget', () => {
  it('weighs less than 40 KB gzipped, all in one file', () => {
    expect(code.length).toBeGreaterThan(10_000)
    expect(gzipSync(code).length).toBeLessThan(40_000)
  })

  it('evaluates no text as code, so the strictest content security policy lets it run', () => {
    expect(/\beval\(|new Function\(|document\.write|insertAdjacentHTML/.test(code)).toBe(false)
  })

  it('holds no path of the machine that built it', () => {
    expect(code.includes(join(import.meta.dirname, '../..'))).toBe(false)
  })

  it('is made of sources that never make HTML of a text', () => {
    const folder = join(import.meta.dirname, '../../web/widget')
    for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      if (!/\.tsx?$/.test(file)) continue
      const source = readFileSync(join(folder, file), 'utf8')
      expect([file, /innerHTML|outerHTML|insertAdjacent|DOMParser/i.test(source)]).toEqual([file, false])
    }
  })

  it('holds the texts of all its languages', () => {
    for (const words of ['Write a message…', 'Escribe un mensaje…', 'Textul mesajului'])
      expect(code.includes(words)).toBe(true)
  })
})
