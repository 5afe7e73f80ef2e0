import { existsSync } from 'node:fs'
import { PassThrough, Readable } from 'node:stream'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Command, CommandIo } from '../../cli/command.ts'
import { outbox } from '../../cli/outbox.ts'
import { readSecret } from '../../cli/read-secret.ts'
import { user } from '../../cli/user.ts'
import { verifyPassword } from '../../server/password.ts'
import { openStore } from '../../store/open.ts'
import { type FreshDatabase, freshDatabase } from '../fresh-database.ts'

let database: FreshDatabase
beforeEach(async () => {
  database = await freshDatabase('sqlite')
})
afterEach(() => database.drop())

async function run(command: Command, args: readonly string[], stdin = '') {
  const written = { stdout: '', stderr: '' }
  const writer = (name: 'stdout' | 'stderr') => ({
    write(text: string) {
      written[name] += text
      return true
    },
  })
  const io = {
    stdout: writer('stdout'),
    stderr: writer('stderr'),
    stdin: Readable.from([stdin]),
    cwd: process.cwd(),
    env: { DATABASE_URL: database.url, NODE_ENV: 'production' },
  } as unknown as CommandIo
  return { code: await command.run(args, io), ...written }
}

const ANA = ['add', '--name', 'Ana Pop', '--email', 'Ana@Shop.example', '--role', 'supervisor']

test('user adds an account, whose password is only kept as a hash', async () => {
  expect(await run(user, ANA, 'correct horse battery\n')).toEqual({
    code: 0,
    stdout: 'added ana@shop.example (supervisor)\n',
    stderr: '',
  })
  const store = await openStore({ url: database.url, idleMs: 1, exclusive: false })
  const agent = await store.agents.byEmail('ana@shop.example')
  await store.close()
  expect(agent).toMatchObject({ name: 'Ana Pop', role: 'supervisor' })
  expect(await verifyPassword('correct horse battery', agent?.passwordHash as string)).toBe(true)
})

test('user gives a new password, and ends the sessions', async () => {
  await run(user, ANA, 'correct horse battery')
  const store = await openStore({ url: database.url, idleMs: 1, exclusive: false })
  const before = await store.agents.byEmail('ana@shop.example')
  const times = { createdAt: '2026-01-01T00:00:00.000Z', expiresAt: '2999-01-01T00:00:00.000Z' }
  await store.agents.addSession({ tokenHash: 't', agentId: before?.id as string, csrfToken: 'c', ...times })
  const email = ['password', '--email', 'ANA@shop.example']
  expect((await run(user, email, 'short')).code).toBe(2)
  expect((await run(user, email, 'another long password')).code).toBe(0)
  expect((await run(user, ['password', '--email', 'no@shop.example'], 'another long password')).code).toBe(1)
  expect((await run(user, ['password'], 'another long password')).code).toBe(2)
  const after = await store.agents.byEmail('ana@shop.example')
  expect(await verifyPassword('another long password', after?.passwordHash as string)).toBe(true)
  expect(await store.agents.session('t', '2026-06-01T00:00:00.000Z')).toBeUndefined()
  await store.close()
})

test('user lists accounts without their hashes, and removes them', async () => {
  expect((await run(user, ['list'])).stdout).toContain('no accounts')
  await run(user, ANA, 'correct horse battery')
  expect((await run(user, ['list'])).stdout).toBe('ana@shop.example  supervisor  Ana Pop\n')
  const { stdout } = await run(user, ['list', '--json'])
  expect(JSON.parse(stdout)).toMatchObject([{ email: 'ana@shop.example', role: 'supervisor' }])
  expect(stdout).not.toContain('argon2')
  expect((await run(user, ['remove', '--email', 'ANA@shop.example'])).code).toBe(0)
  expect(await run(user, ['remove', '--email', 'ana@shop.example'])).toMatchObject({
    code: 1,
    stderr: 'conserje user: ana@shop.example has no account\n',
  })
})

test('user refuses a taken e-mail', async () => {
  await run(user, ANA, 'correct horse battery')
  expect(await run(user, ANA, 'correct horse battery')).toMatchObject({
    code: 1,
    stderr: 'conserje user: ana@shop.example has an account already\n',
  })
})

test.each([
  [['add'], 'x'.repeat(10), '--name is missing; --email is missing'],
  [['add', '--name', 'A', '--email', 'a'], 'x'.repeat(10), '--email is no e-mail address'],
  [[...ANA.slice(0, 5), '--role', 'king'], 'x'.repeat(10), '--role should be agent, supervisor, designer'],
  [ANA, '', 'the password is missing: give it on stdin'],
  [ANA, 'short', 'the password should have 10 to 1024 characters'],
  [['dance'], '', 'expected add, list, remove or password'],
  [['remove'], '', '--email is missing'],
])('user %j used wrongly says how', async (args, stdin, reason) => {
  const { code, stderr } = await run(user, args, stdin)
  expect([code, stderr]).toEqual([2, `conserje user: ${reason}\nconserje user --help shows how it is used\n`])
})

test('a password typed in a terminal is not shown, and may be corrected', async () => {
  const stdin = Object.assign(new PassThrough(), { isTTY: true, raw: [] as boolean[] })
  const terminal = Object.assign(stdin, { setRawMode: (raw: boolean) => stdin.raw.push(raw) })
  const shown: string[] = []
  const stderr = { write: (text: string) => shown.push(text) }
  const typed = readSecret({ stdin: terminal, stderr } as unknown as CommandIo, 'Password: ')
  for (const key of ['s', 'e', 'x', '\u007f', 'c', 'ret\r']) terminal.write(key)
  expect(await typed).toBe('secret')
  expect(shown).toEqual(['Password: ', '\n'])
  expect(stdin.raw).toEqual([true, false])
})

test('outbox tells that nothing is stuck', async () => {
  await (await openStore({ url: database.url, idleMs: 1, exclusive: false })).close()
  expect(await run(outbox, ['list'])).toMatchObject({ code: 0, stdout: 'nothing is stuck\n', stderr: '' })
  expect(await run(outbox, ['retry', '--all'])).toMatchObject({ code: 0, stdout: '0 put back\n' })
  expect(await run(outbox, ['retry', 'inb_x:0'])).toEqual({
    code: 1,
    stdout: '0 put back\n',
    stderr:
      'conserje outbox: nothing that is stuck has the id inb_x:0; conserje outbox list shows those that have\n',
  })
  expect((await run(outbox, ['retry'])).code).toBe(2)
  expect((await run(outbox, [])).code).toBe(2)
})

test('outbox makes no database where there is none, and says so', async () => {
  const path = database.url.slice('sqlite:'.length)
  const stderr = `conserje outbox: there is no database at ${path} yet\n`
  expect(await run(outbox, ['list'])).toEqual({ code: 0, stdout: 'nothing is stuck\n', stderr })
  expect(await run(outbox, ['list', '--json'])).toEqual({ code: 0, stdout: '[]\n', stderr })
  expect(await run(outbox, ['retry', '--all'])).toEqual({ code: 0, stdout: '', stderr })
  expect(await run(outbox, ['retry', 'inb_x:0'])).toEqual({ code: 1, stdout: '', stderr })
  expect(existsSync(path)).toBe(false)
})

test('outbox lists a dead letter without its words, and puts it back', async () => {
  const store = await openStore({ url: database.url, idleMs: 86_400_000, exclusive: false })
  const at = new Date().toISOString()
  await store.inbox.accept([
    {
      channel: 'test',
      account: 'a',
      threadKey: 'secret-key',
      platformId: '1',
      kind: 'activity',
      activity: { type: 'message', text: 'x' },
      receivedAt: at,
      dueAt: at,
      settle: false,
    },
  ])
  await store.inbox.take(at, await store.inbox.ready(at, 1), ({ conversation, rows }) => ({
    handled: rows.map(({ id }, order) => ({ id, order })),
    held: [],
    dead: [],
    release: false,
    outbox: [
      {
        id: 'row:0',
        conversationId: conversation.id,
        threadId: conversation.thread.id,
        lane: conversation.thread.id,
        kind: 'activities',
        payload: { activities: [{ type: 'message', text: 'private words' }] },
        speaker: 'bot',
        ownershipVersion: conversation.ownershipVersion,
        notice: false,
        runAt: at,
      },
    ],
    inbox: [],
    transcript: [],
    events: [],
    at,
  }))
  await store.outbox.lease(at, { limit: 1, leaseMs: 1_000, worker: 'w' }, () => ['p'])
  await store.outbox.settle([{ id: 'row:0', outcome: 'dead', error: 'channel.refused: blocked', at }], [])
  await store.close()
  const listed = await run(outbox, ['list'])
  expect(listed).toMatchObject({ code: 1, stdout: 'row:0  dead  test  1 tries  channel.refused: blocked\n' })
  const json = await run(outbox, ['list', '--json'])
  expect(JSON.parse(json.stdout)).toMatchObject([{ id: 'row:0', status: 'dead', channel: 'test' }])
  expect(json.stdout).not.toMatch(/private|secret-key/)
  expect(await run(outbox, ['retry', 'row:0'])).toMatchObject({ code: 0, stdout: '1 put back\n' })
  expect(await run(outbox, ['list'])).toMatchObject({ code: 0 })
})
