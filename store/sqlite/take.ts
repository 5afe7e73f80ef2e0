import type { Log } from '../../protocol/log.ts'
import { conversationOf, joinedCustomerOf } from '../conversation-row.ts'
import { handoffOf } from '../handoff-row.ts'
import { inboxRowOf } from '../inbox-row.ts'
import { inSlices } from '../slices.ts'
import { optionalJson } from '../sql.ts'
import { createStateMemory, type StateMemory } from '../state-memory.ts'
import type { Claimed, InboxStore, TurnCommit } from '../store.ts'
import { stateReader } from '../stored-json.ts'
import { concernsDesk } from '../turn-events.ts'
import { isOfTurn, isOvertaken, type TurnOutcome, takenOf } from '../turn-outcome.ts'
import type { Wake } from '../wake.ts'
import type { Carriers } from './carriers.ts'
import type { Line } from './line.ts'
import type { StoredClaim } from './thread/claim.ts'
import { turnData } from './turn-data.ts'

type Decide = (claimed: Claimed) => TurnCommit | undefined

interface TakeDeps {
  call: Line['call']
  carriers: Carriers
  states: StateMemory
}

/**
 * Claims are read, decided upon here, and written, each conversation by itself. No transaction is open meanwhile: one process serves a file, so it is enough that it
 * takes no conversation twice at a time.
 */
export function createTake(
  call: Line['call'],
  wake: Wake,
  carriers: Carriers,
  log: Log,
): Pick<InboxStore, 'take' | 'takeReady'> {
  const deps: TakeDeps = { call, carriers, states: createStateMemory(stateReader(log)) }
  const inTurn = new Set<string>()

  async function takeClaims(claims: readonly StoredClaim[], decide: Decide): Promise<TurnOutcome[]> {
    const turns: Promise<TurnOutcome>[] = []
    await inSlices(claims, claim => {
      const one = takeOne(deps, claim, decide)
      // It may fail while the next are still decided upon: `allOf` hears of it later, and nobody else must.
      one.catch(() => {})
      turns.push(one)
    })
    const outcomes = await allOf(turns)
    if (outcomes.some(({ queued }) => queued)) wake.tell('outbox', [])
    const waiting = outcomes.filter(outcome => outcome.waiting).map(outcome => outcome.conversationId)
    if (waiting.length > 0) wake.tell('inbox', waiting)
    const desk = outcomes.filter(outcome => outcome.desk).map(outcome => outcome.conversationId)
    if (desk.length > 0) wake.tell('desk', desk)
    return outcomes.filter(({ error }) => !isOvertaken(error))
  }

  /** Nobody else takes these until `work` is done. */
  async function alone<Value>(ids: readonly string[], work: () => Promise<Value>): Promise<Value> {
    for (const id of ids) inTurn.add(id)
    try {
      return await work()
    } finally {
      for (const id of ids) inTurn.delete(id)
    }
  }

  return {
    async take(now, conversationIds, decide) {
      const ids = [...new Set(conversationIds)].filter(id => !inTurn.has(id))
      if (ids.length === 0) return []
      return alone(ids, async () => (await takeClaims(await call('claim', now, ids), decide)).map(takenOf))
    },

    async takeReady(now, { limit, except, begun }, decide) {
      const read = await call('claimReady', now, limit, [...except.union(inTurn)])
      // Another call may have begun with one of them since.
      const ids = read.ids.filter(id => !inTurn.has(id))
      const claims = read.claims.filter(({ conversation }) => !inTurn.has(conversation.id))
      begun(ids)
      return alone(ids, async () => (await takeClaims(claims, decide)).map(takenOf))
    },
  }
}

const NOTHING = { ok: true, queued: false, waiting: false, desk: false } as const

async function takeOne(
  { call, carriers, states }: TakeDeps,
  stored: StoredClaim,
  decide: Decide,
): Promise<TurnOutcome> {
  const conversationId = stored.conversation.id
  const load = carriers.load()
  let leased: readonly string[] = []
  try {
    const claimed = claimedOf(stored, states)
    const commit = decide(claimed)
    if (commit === undefined) return { conversationId, ...NOTHING }
    const state = optionalJson(commit.state)
    const data = turnData(claimed, commit, state, row => load.offer(row, claimed, commit))
    leased = await call('writeTurn', data)
    if (state !== null) states.keep(conversationId, state, commit.state ?? null)
    return {
      conversationId,
      ok: true,
      queued: leased.length < commit.outbox.length,
      waiting: commit.release || commit.inbox.length > 0,
      desk: concernsDesk(claimed, commit),
    }
  } catch (error) {
    if (!isOfTurn(error)) throw error
    return { conversationId, ...NOTHING, ok: false, error }
  } finally {
    load.depart(leased)
  }
}

function claimedOf({ conversation, rows, handoff }: StoredClaim, states: StateMemory): Claimed {
  return {
    conversation: conversationOf(conversation, states.read),
    customer: joinedCustomerOf(conversation),
    rows: rows.map(inboxRowOf),
    ...(handoff && { handoff: handoffOf(handoff) }),
  }
}

/** All of them end before any failure is told. */
async function allOf<Value>(promises: readonly Promise<Value>[]): Promise<Value[]> {
  await Promise.allSettled(promises)
  return Promise.all(promises)
}
