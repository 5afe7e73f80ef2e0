import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { ROLES } from '../../protocol/api/desk.ts'
import { HANDOFF_STATUSES, prioritySchema } from '../../protocol/api/handoff.ts'
import { HANDOFF_REASONS } from '../../protocol/conversation.ts'
import { SHORTCUTS } from '../../web/console/keys/shortcuts.ts'
import { SORTS, VIEWS } from '../../web/console/queue/view.ts'

const folder = join(import.meta.dirname, '../../web/console')

function flat(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return [[path, value]]
  return Object.entries(value as Record<string, unknown>).flatMap(([name, inner]) =>
    flat(inner, path === '' ? name : `${path}.${name}`),
  )
}
const textsOf = (language: string) =>
  new Map(flat(parse(readFileSync(join(folder, `locales/${language}.yaml`), 'utf8'))))
const english = textsOf('en')
const PLURAL = /_(zero|one|two|few|many|other)$/
const base = (key: string) => key.replace(PLURAL, '')
const holes = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort()

describe.each(['es', 'ro'])('the console’s texts in %s', language => {
  const texts = textsOf(language)

  it('are the same as in English', () => {
    const names = (keys: Iterable<string>) => [...new Set([...keys].map(base))].sort()
    expect(names(texts.keys())).toEqual(names(english.keys()))
  })

  it('have the plural forms of the language', () => {
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories
    for (const key of texts.keys()) {
      if (!PLURAL.test(key)) continue
      const missing = forms.filter(form => !texts.has(`${base(key)}_${form}`))
      expect([key, missing]).toEqual([key, []])
    }
  })

  it('are filled in with the same values', () => {
    for (const [key, text] of texts) {
      const other = english.get(key) ?? english.get(`${base(key)}_other`) ?? ''
      if (/_one$/.test(key)) continue
      expect([key, holes(text)]).toEqual([key, holes(other)])
    }
  })

  it('are all said', () => {
    expect([...texts].filter(([, text]) => text.trim() === '')).toEqual([])
  })
})

describe('the console’s texts', () => {
  it('name whatever the server may say', () => {
    const needed = [
      ...HANDOFF_STATUSES.map(status => `status.${status}`),
      ...prioritySchema.options.map(priority => `priority.${priority}`),
      ...HANDOFF_REASONS.map(reason => `reason.${reason}`),
      ...SHORTCUTS.map(({ id }) => `keys.${id}`),
      ...VIEWS.map(view => `queue.view.${view}`),
      ...SORTS.map(sort => `queue.sorts.${sort}`),
      ...['online', 'away', 'offline'].map(status => `presence.${status}`),
      ...['waiting', 'parked', 'cancelled', 'sent', 'delivered', 'read', 'failed'].map(
        status => `delivery.${status}`,
      ),
    ]
    expect(needed.filter(key => !english.has(key))).toEqual([])
    expect(ROLES).toHaveLength(3)
  })

  it('hold every text that a source names', () => {
    const missing: string[] = []
    for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      if (!/\.tsx?$/.test(file)) continue
      for (const [, key] of readFileSync(join(folder, file), 'utf8').matchAll(/\bt\(\s*'([\w.-]+)'/g)) {
        const name = key as string
        if (![...english.keys()].some(known => known === name || base(known) === name))
          missing.push(`${file}: ${name}`)
      }
    }
    expect(missing).toEqual([])
  })

  it('are each used', () => {
    const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter(file => /\.tsx?$/.test(file))
      .map(file => readFileSync(join(folder, file), 'utf8'))
      .join('\n')
    const unused = [...new Set([...english.keys()].map(base))].filter(key => {
      const parent = key.slice(0, key.lastIndexOf('.') + 1)
      return !sources.includes(`'${key}'`) && !(parent !== '' && sources.includes(`${parent}\${`))
    })
    expect(unused).toEqual([])
  })
})
