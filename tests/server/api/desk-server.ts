import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Understander } from '../../../intents/understander.ts'
import { nothingUnderstood } from '../../../protocol/understanding.ts'
import { readConfig } from '../../../server/config.ts'
import { startServer } from '../../../server/main.ts'
import { hashPassword } from '../../../server/password.ts'
import { openStore } from '../../../store/open.ts'
import { freshDatabase } from '../../fresh-database.ts'

const PASSWORD = 'correct horse battery'

/** Whatever is said asks for a person: nothing need be learnt. */
const understander = {
  understand: () => ({
    ...nothingUnderstood('en'),
    languageConfidence: 1,
    intent: 'human.request',
    confidence: 0.99,
    alternatives: [{ intent: 'human.request', confidence: 0.99 }],
  }),
} as unknown as Understander

export interface Told {
  id?: string
  event: string
  data: Record<string, unknown>
}

/** The reference bot on a server of its own, with a supervisor, an agent and a designer. */
export async function openDeskServer(
  env: Record<string, string> = {},
  engine: 'sqlite' | 'postgres' = 'sqlite',
) {
  const folder = mkdtempSync(join(tmpdir(), 'conserje-desk-'))
  const database = await freshDatabase(engine)
  const store = await openStore({ url: database.url, idleMs: 86_400_000, exclusive: false })
  const passwordHash = await hashPassword(PASSWORD)
  for (const [id, role] of [
    ['sol', 'supervisor'],
    ['ana', 'agent'],
    ['dee', 'designer'],
  ] as const) {
    await store.agents.add({
      id: `agt_${id}`,
      name: id,
      email: `${id}@shop.example`,
      role,
      passwordHash,
      createdAt: new Date().toISOString(),
    })
  }
  const config = readConfig({
    PORT: '0',
    DATABASE_URL: database.url,
    DATA_DIR: folder,
    LOG_LEVEL: 'silent',
    SETTLE_MS: '0',
    ...env,
  })
  const path = (name: string) => fileURLToPath(new URL(`../../../bots/${name}`, import.meta.url))
  const bot = { dir: path('shop'), commonDir: path('common'), name: 'shop' }
  const server = await startServer(config, { bot, understander })

  async function signIn(name: string) {
    const answer = await fetch(`${server.url}/api/v1/session`, {
      method: 'POST',
      body: JSON.stringify({ email: `${name}@shop.example`, password: PASSWORD }),
    })
    const { csrfToken } = (await answer.json()) as { csrfToken: string }
    const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] as string
    const headers = { cookie, 'x-csrf-token': csrfToken }
    return {
      headers,
      call: (method: string, route: string, body?: object | Buffer, more: Record<string, string> = {}) =>
        fetch(`${server.url}/api/v1/${route}`, {
          method,
          headers: { ...headers, ...more },
          ...(body === undefined
            ? {}
            : { body: Buffer.isBuffer(body) ? new Uint8Array(body) : JSON.stringify(body) }),
        }),
      stream: (lastEventId?: string) =>
        openStream(`${server.url}/api/v1/stream`, {
          cookie,
          ...(lastEventId && { 'last-event-id': lastEventId }),
        }),
    }
  }
  return {
    server,
    store,
    signIn,
    async close() {
      await store.close()
      await server.stop()
      await database.drop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
export type DeskServer = Awaited<ReturnType<typeof openDeskServer>>

/** Reads server-sent events until the server ends them. */
export async function openStream(url: string, headers: Record<string, string>) {
  const leaving = new AbortController()
  const answer = await fetch(url, { headers, signal: leaving.signal })
  let text = ''
  const state = { ended: false }
  const reading = (async () => {
    const decoder = new TextDecoder()
    try {
      for await (const chunk of answer.body ?? []) text += decoder.decode(chunk, { stream: true })
    } catch {
      // Left, or cut off.
    }
    state.ended = true
  })()
  const told = (): Told[] =>
    text
      .split('\n\n')
      .filter(block => block.includes('event: '))
      .map(block => {
        const field = (name: string) =>
          block
            .split('\n')
            .find(line => line.startsWith(`${name}: `))
            ?.slice(name.length + 2)
        const id = field('id')
        return {
          ...(id === undefined ? {} : { id }),
          event: field('event') ?? '',
          data: JSON.parse(field('data') ?? '{}'),
        }
      })
  return {
    status: answer.status,
    headers: answer.headers,
    state,
    told,
    of: (event: string) => told().flatMap(one => (one.event === event ? [one.data] : [])),
    lastId: () =>
      text
        .match(/^id: (\d+)$/gm)
        ?.at(-1)
        ?.slice(4),
    async leave() {
      leaving.abort()
      await reading
    },
  }
}
