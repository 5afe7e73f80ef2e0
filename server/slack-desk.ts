import { z } from 'zod'
import type { SlackCaller, SlackDesk } from '../handoff/desks/slack/deps.ts'
import type { PackageViewer } from '../handoff/package/package-reader.ts'
import { seenBy } from '../handoff/visibility.ts'
import { cannedReplySchema, uploadSchema } from '../protocol/api/desk.ts'
import { type AgentRow, acceptedSchema, type ContextPackage } from '../protocol/api/handoff.ts'
import type { ApiCaller, ApiRoute } from '../protocol/api/route.ts'
import { isoTime } from '../protocol/clock.ts'
import type { HttpAnswer } from '../protocol/http.ts'
import type { Json } from '../protocol/json.ts'
import { setupOf } from './open-api.ts'
import type { House } from './open-loops.ts'

/** Of somebody who has no account: their user id in Slack. */
const GUEST = /^slack:/

interface Call {
  params?: Record<string, string>
  query?: Record<string, string>
  headers?: Record<string, string>
  body?: object | Uint8Array
}

/** What people do in Slack goes through the API's own routes, so that nothing is allowed there that is not in the console. */
export function createSlackDesk(
  house: House,
  declared: readonly ApiRoute[],
  { personal }: { personal: 'shown' | 'masked' },
): SlackDesk<ApiCaller> {
  const { store, clock, packages } = house
  const names = new Map<string, string>()
  // Who reads the channel works on what stands there, unless the operator says otherwise.
  const reader: PackageViewer = {
    role: personal === 'masked' ? 'designer' : 'agent',
    language: 'en',
    ownTeam: () => true,
  }

  async function call(caller: ApiCaller, method: string, path: string, asked: Call): Promise<HttpAnswer> {
    const route = declared.find(one => one.method === method && one.path === path)
    if (route === undefined) return { status: 404 }
    const { params = {}, query = {}, headers = {}, body } = asked
    const bytes =
      body instanceof Uint8Array ? body : Buffer.from(body === undefined ? '' : JSON.stringify(body))
    return route.answerTo(
      {
        method,
        url: path,
        params,
        query: new URLSearchParams(query),
        headers,
        body: bytes,
        clientAddress: '',
      },
      caller,
    )
  }

  /** An agent by their account, or by the name in Slack under which they acted. */
  async function nameOf(agentId: string): Promise<string | undefined> {
    if (!GUEST.test(agentId)) return (await store.agents.get(agentId))?.name
    return names.get(agentId) ?? (await store.settings.get(`slack.name.${agentId}`))
  }

  async function keepName({ id, name }: SlackCaller): Promise<void> {
    if (!GUEST.test(id) || names.get(id) === name) return
    await store.settings.set(`slack.name.${id}`, name)
    names.set(id, name)
  }

  async function show(id: string): Promise<ContextPackage | undefined> {
    const handoff = await store.handoffs.get(id)
    if (handoff === undefined) return undefined
    const one = await packages.read(handoff, reader)
    const named =
      one.agentId !== undefined && one.agentName === undefined ? await nameOf(one.agentId) : undefined
    return named === undefined ? one : { ...one, agentName: named }
  }

  return {
    show,
    nameOf,

    async entry({ id, conversationId }, entryId, after) {
      const ids = after === undefined ? [entryId] : [entryId, after]
      const rows = await store.transcript.entries(conversationId, ids)
      const row = rows.find(one => one.id === entryId)
      const last = rows.find(one => one.id === after)
      if (row === undefined || row.seq <= (last?.seq ?? 0)) return undefined
      const handoff = await store.handoffs.get(id)
      const [entry] = await packages.entries(conversationId, [row], reader, handoff)
      return entry
    },

    async account(email) {
      const agent = await store.agents.byEmail(email)
      if (agent === undefined || agent.role === 'designer') return undefined
      const { id, name, role } = agent
      const teams = seenBy(setupOf(house).teams, { email, role })
      return { id, name, email, role, teams, desk: 'slack' }
    },

    guest: (userId, name) => ({
      id: `slack:${userId}`,
      name,
      email: '',
      role: 'agent',
      teams: 'all',
      desk: 'slack',
    }),

    async act(caller, id, verb, body, key) {
      await keepName(caller)
      const headers = key === '' ? {} : { 'idempotency-key': key }
      const answer = await call(caller, 'POST', `/api/v1/handoffs/:id/${verb}`, {
        params: { id },
        headers,
        body,
      })
      if (answer.status < 200 || answer.status >= 300) return { ok: false, sentence: sentenceOf(answer) }
      const row = acceptedSchema.safeParse(answer.body).data
      return { ok: true, ...(row !== undefined && { id: row.id }) }
    },

    async canned(caller, id) {
      const answer = await call(caller, 'GET', '/api/v1/canned', { query: { handoff: id } })
      return z.object({ items: z.array(cannedReplySchema) }).safeParse(answer.body).data?.items ?? []
    },

    causes: async () => setupOf(house).causes('en'),

    async upload(caller, { bytes, contentType, name }) {
      const headers = { 'content-type': contentType, 'x-file-name': encodeURIComponent(name) }
      const answer = await call(caller, 'POST', '/api/v1/uploads', { headers, body: bytes })
      const { data } = uploadSchema.safeParse(answer.body)
      if (answer.status !== 201 || data === undefined) return { sentence: `${name}: ${sentenceOf(answer)}` }
      return { contentType: data.contentType, contentUrl: data.contentUrl, name: data.name }
    },

    async changeNote(caller, { handoffId, conversationId, entryId, text }, key) {
      const row: AgentRow = {
        verb: 'note',
        handoffId,
        agentId: caller.id,
        author: caller.name,
        desk: 'slack',
        text: text ?? '',
        changes: { entryId, deleted: text === undefined },
      }
      const dueAt = isoTime(clock())
      await store.inbox.enqueue([
        { conversationId, kind: 'agent', key: `desk:${handoffId}:note:${key}`, payload: row as Json, dueAt },
      ])
    },

    readMedia: id => (id.startsWith('att_') ? store.webchat.file(id) : store.media.read(id)),
  }
}

/** The problem's own words. */
function sentenceOf({ status, body }: HttpAnswer): string {
  try {
    const told = typeof body === 'string' ? JSON.parse(body) : body
    const { detail, title } = told as { detail?: unknown; title?: unknown }
    return String(detail ?? title ?? status).slice(0, 500)
  } catch {
    return `the desk answered ${status}`
  }
}
