import type { ContextPackage, HandoffSummary } from '../../protocol/api/handoff.ts'
import { AGENTS, DESK } from './sample.ts'
import type { StandIn } from './stand-in.ts'

const PAGE = 50

/** What the desk answers to a GET; undefined for a path that it doesn't know. */
export function answerRead(
  desk: StandIn,
  path: string,
  query: URLSearchParams,
  packageFor: (row: HandoffSummary) => ContextPackage,
): unknown {
  if (path === 'session') {
    const { id, name, email, role } = AGENTS[0] as (typeof AGENTS)[number]
    return { agent: { id, name, email, role }, csrfToken: 'token' }
  }
  if (path === 'desk') return DESK
  if (path === 'agents') return { items: AGENTS }
  if (path === 'canned') {
    return {
      items: [
        {
          name: 'refund_done',
          title: 'Refund done',
          text: 'Hello Carmen, your refund of order 10432 is on its way.',
        },
        { name: 'sorry_late', title: 'Sorry for the delay', text: 'I am sorry that your parcel is late.' },
        { name: 'thanks', title: 'Thank you', text: 'Thank you for writing to us.' },
      ],
    }
  }
  if (path === 'handoffs') return list(desk, query)
  const one = /^handoffs\/([^/]+)(?:\/(\w+))?$/.exec(path)
  const row = one === null ? undefined : desk.handoffs.get(one[1] as string)
  if (row === undefined) return undefined
  if (one?.[2] === undefined) return packageFor(row)
  return one[2] === 'templates' ? desk.allowed : undefined
}

function list(desk: StandIn, query: URLSearchParams) {
  const wanted = query.get('status')?.split(',') ?? []
  const rows = [...desk.handoffs.values()].filter(({ status }) => wanted.includes(status))
  const from = Number(query.get('cursor') ?? 0)
  const size = Math.min(Number(query.get('limit') ?? PAGE), 200)
  return {
    items: rows.slice(from, from + size),
    ...(from + size < rows.length ? { nextCursor: String(from + size) } : {}),
  }
}
