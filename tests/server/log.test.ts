import { expect, test } from 'vitest'
import { Unreachable } from '../../protocol/errors.ts'
import { createLog, errorFields } from '../../server/log.ts'

function lines(level = 'info') {
  const written: string[] = []
  return { log: createLog(level, line => written.push(line)), written }
}

test('writes JSON lines with a level by name and a time', () => {
  const { log, written } = lines()
  log.debug({}, 'not at this level')
  log.info({ conversation: 'cnv_1' }, 'a turn')
  expect(written.map(line => JSON.parse(line))).toEqual([
    { level: 'info', time: expect.stringMatching(/Z$/), conversation: 'cnv_1', msg: 'a turn' },
  ])
})

test('cuts personal fields that slip in', () => {
  const { log, written } = lines()
  log.warn({ text: 'my secret', customer: { email: 'ana@example.org' }, channel: 'webchat' }, 'oops')
  expect(written[0]).not.toMatch(/secret|ana@/)
  expect(written[0]).toContain('webchat')
})

test('writes no message of a foreign error that is logged as a field', () => {
  const { log, written } = lines()
  const detail = 'Key (email)=(ana@shop)'
  log.error({ err: Object.assign(new Error('ana@shop is taken'), { detail, code: '23505' }) }, 'oops')
  expect(written[0]).not.toContain('ana@')
  expect(JSON.parse(written[0] as string).err).toMatchObject({ error: 'Error', code: '23505' })
})

test('tells of an error what is ours, and never what a parser quotes', () => {
  let quoted: unknown
  try {
    JSON.parse('my name is Ana')
  } catch (error) {
    quoted = error
  }
  expect(JSON.stringify(errorFields(quoted))).not.toContain('Ana')
  expect(errorFields(quoted)).toMatchObject({ error: 'SyntaxError' })
  expect(errorFields(new Unreachable('no answer', { cause: quoted }))).toMatchObject({
    error: 'Unreachable',
    code: 'channel.unreachable',
    reason: 'no answer',
    cause: { error: 'SyntaxError' },
  })
  expect(errorFields('a thrown string')).toEqual({ error: 'string' })
})
