import { expect, test } from 'vitest'
import type { DeskAgent } from '../../../handoff/desk-store.ts'
import { mentionsOf } from '../../../handoff/stream/mentions.ts'

const agent = (id: string, name: string, email: string) => ({ id, name, email }) as DeskAgent
const mentioned = mentionsOf([
  agent('1', 'Ana Pop', 'apop@example.org'),
  agent('2', 'Ana', 'ana.b@example.org'),
  agent('3', 'Łukasz  Żak', 'lz@example.org'),
  agent('4', '', 'x@example.org'),
])

test.each([
  ['@Ana Pop, look', ['1', '2']],
  ['@ANA!', ['1', '2']],
  ['(@apop)', ['1']],
  ['@ana.b@example.org', ['1', '2']],
  ['@łukasz', ['3']],
  ['@Łukasz  Żak', ['3']],
  ['@x', ['4']],
  ['@anabel and @ana2', []],
  ['mail somebody@ana', []],
  ['@', []],
  ['nobody', []],
])('finds in %j the agents %j', (text, ids) => {
  expect([...mentioned(text)].toSorted()).toEqual(ids)
})

test('looks at the first fifty', () => {
  expect([...mentioned(`${'@nobody '.repeat(49)}@apop`)]).toEqual(['1'])
  expect([...mentioned(`${'@nobody '.repeat(50)}@apop`)]).toEqual([])
})
