import { cpSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../fresh-database.ts'
import { type ChildServer, freePort, startChild } from './child-server.ts'
import { type ChatClient, openChat } from './direct-line-client.ts'

const COMMON = join(import.meta.dirname, '../../bots/common')
const CUSTOMERS = 12
const EDITS = 25

/** Every sentence tells the version that it is of, and every question how many there are. */
function edition(version: number, questions: number): Record<string, string> {
  const asked = Array.from({ length: questions }, (_, n) => n + 1)
  return {
    'bot.yaml': 'name: Form\nlanguages: [en]\n',
    'intents/en.yaml': 'form.start: [fill in the form, start the form, the form please, I want the form]\n',
    'locales/en.yaml': [
      'form:',
      ...asked.map(n => `  q${n}: "v${version} question ${n} of ${questions}?"`),
      `  done: "v${version} done, {{slots.s1}}"`,
    ].join('\n'),
    'dialogs/form.yaml': [
      'dialog: form',
      'about: Asks, and is done.',
      'trigger: form.start',
      `slots: { ${asked.map(n => `s${n}: { entity: number }`).join(', ')} }`,
      'steps:',
      ...asked.map(n => `  - { ask: s${n}, say: form.q${n} }`),
      '  - say: form.done',
    ].join('\n'),
  }
}

/** As editors save: a new file takes the place of the old one. */
function save(dir: string, files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(dir, path, '..'), { recursive: true })
    writeFileSync(join(dir, `${path}.tmp`), text)
    renameSync(join(dir, `${path}.tmp`), join(dir, path))
  }
}

describe('a bot whose files are changed while its server runs', () => {
  let folder: string
  let bot: string
  let database: FreshDatabase
  let server: ChildServer

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'conserje-reload-'))
    bot = join(folder, 'form')
    save(bot, edition(0, 2))
    cpSync(COMMON, join(folder, 'common'), { recursive: true })
    database = await freshDatabase('sqlite')
    const options = { databaseUrl: database.url, port: await freePort(), args: [bot] }
    server = await startChild({ ...options, env: { LOG_LEVEL: 'info' } })
  })
  afterAll(async () => {
    await server.end('SIGKILL')
    await database.drop()
    rmSync(folder, { recursive: true, force: true })
  })

  const ready = async () =>
    (await (await fetch(`${server.url}/readyz`)).json()) as { content: string; contentFaults?: string[] }

  /** What a new customer is asked first, once it is this version that asks. */
  async function asked(version: number): Promise<string> {
    for (let tries = 0; ; tries++) {
      const chat = await openChat(server.url)
      await chat.post('fill in the form', '1')
      const text = (await chat.replies(2)).at(-1)?.text ?? ''
      if (text.startsWith(`v${version} `) || tries > 100) return text
      await pause(100)
    }
  }

  test('is live as saved for new conversations, while one under way finishes as it began', async () => {
    const chat = await openChat(server.url)
    await chat.post('fill in the form', '1')
    expect((await chat.replies(2)).at(-1)?.text).toBe('v0 question 1 of 2?')
    save(bot, edition(1, 3))
    expect(await asked(1)).toBe('v1 question 1 of 3?')
    await chat.post('7', '2')
    expect((await chat.replies(3)).at(-1)?.text).toBe('v0 question 2 of 2?')
    await chat.post('8', '3')
    expect((await chat.replies(4)).at(-1)?.text).toMatch(/^v0 done, 7/)
  })

  test('goes on as it was after a faulty file, which the log and /readyz tell with its line, until it is mended', async () => {
    const before = await ready()
    const [path, text] = ['dialogs/form.yaml', edition(2, 2)['dialogs/form.yaml'] as string]
    save(bot, { ...edition(2, 2), [path]: text.replace('say: form.q2', 'sya: form.q2') })
    await expect
      .poll(async () => (await ready()).contentFaults?.join('\n'), { timeout: 10_000 })
      .toMatch(/form\/dialogs\/form\.yaml:7:\d+: /)
    expect((await ready()).content).toBe(before.content)
    await expect.poll(() => server.output().stderr).toMatch(/form\/dialogs\/form\.yaml:7/)
    expect(await asked(1)).toBe('v1 question 1 of 3?')
    save(bot, edition(2, 2))
    expect(await asked(2)).toBe('v2 question 1 of 2?')
    expect(await ready()).not.toHaveProperty('contentFaults')
  })

  test('learns changed phrases beside its work', async () => {
    save(bot, {
      'intents/en.yaml':
        'form.start: [open the questionnaire, the questionnaire please, questionnaire, begin questionnaire]\n',
    })
    await expect
      .poll(
        async () => {
          const chat = await openChat(server.url)
          await chat.post('the questionnaire please', '1')
          return (await chat.replies(2)).at(-1)?.text
        },
        { timeout: 30_000, interval: 500 },
      )
      .toBe('v2 question 1 of 2?')
    save(bot, edition(2, 2))
  })

  test('gives no customer an error or a step of another version, however it is edited under load', async () => {
    let editing = true
    const edits = (async () => {
      for (let n = 1; n <= EDITS; n++) {
        const version = 100 + n
        const files = edition(version, 1 + ((n * 7) % 4))
        // Every fourth is saved with a fault first.
        if (n % 4 === 0)
          save(bot, { 'dialogs/form.yaml': `${files['dialogs/form.yaml']}\n  - { nosuchstep: 1 }` })
        save(bot, files)
        await pause(100 + ((n * 131) % 300))
      }
      editing = false
    })()
    const finished: string[] = []
    const customers = Array.from({ length: CUSTOMERS }, async (_, customer) => {
      while (editing) finished.push(await fillIn(await openChat(server.url), customer))
    })
    await Promise.all([edits, ...customers])
    expect(finished.length).toBeGreaterThan(CUSTOMERS)
    expect(new Set(finished).size).toBeGreaterThan(3)
  }, 120_000)

  /** Answers every question; resolves to the version, which must be the same from the first word to the last. */
  async function fillIn(chat: ChatClient, customer: number): Promise<string> {
    await chat.post('fill in the form', 'begin')
    let replies = await chat.replies(2)
    const first = /^v(\d+) question 1 of (\d)\?$/.exec(replies.at(-1)?.text ?? '')
    expect(first, replies.at(-1)?.text).not.toBeNull()
    const [, version = '', count = ''] = first ?? []
    for (let n = 1; n <= Number(count); n++) {
      await chat.post(String(customer + n), `answer ${n}`)
      replies = await chat.replies(2 + n)
      const text = replies.at(-1)?.text ?? ''
      if (n < Number(count)) expect(text).toBe(`v${version} question ${n + 1} of ${count}?`)
      else expect(text).toMatch(new RegExp(`^v${version} done, ${customer + 1}$`))
    }
    return version
  }
})
