import type { ApiCaller } from '../../protocol/api/route.ts'
import type { HttpAnswer } from '../../protocol/http.ts'
import { contextPackage, mediaIds } from '../context-package.ts'
import type { DeskDeps } from './deps.ts'
import { findHandoff, isAnswer } from './find-handoff.ts'
import { withNames } from './queue-rows.ts'

/** Answers the context package of a hand-off that the caller may see. */
export async function showHandoff(deps: DeskDeps, id: string, caller: ApiCaller): Promise<HttpAnswer> {
  const handoff = await findHandoff(deps, id, caller)
  if (isAnswer(handoff)) return handoff
  const entries = await deps.store.transcript.list(handoff.conversationId)
  const known = await knownOf(deps, entries)
  const whole = contextPackage(handoff, entries, known, deps.clock())
  const [named] = await withNames(deps, [whole])
  return { status: 200, body: named as object }
}

type Entries = Awaited<ReturnType<DeskDeps['store']['transcript']['list']>>

/** What is known of entries beside what was said: how far each answer came, and the files. */
export async function knownOf({ store: { deliveries, media }, mediaPath }: DeskDeps, entries: Entries) {
  const outgoing = entries.filter(({ speaker }) => speaker === 'bot' || speaker === 'agent')
  const ids = entries.flatMap(mediaIds)
  const [delivered, files] = await Promise.all([
    deliveries.of(outgoing.map(({ id }) => id)),
    ids.length === 0 ? [] : media.of(ids),
  ])
  return {
    delivered,
    files: files.map(({ id, status, contentType, name, size, error }) => ({
      id,
      status,
      ...(contentType === undefined ? {} : { contentType }),
      ...(name === undefined ? {} : { name }),
      ...(size === undefined ? {} : { size }),
      ...(status === 'stored' ? { url: mediaPath(id) } : {}),
      ...(error === undefined ? {} : { error }),
    })),
  }
}
