import { createHash, randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { Action, CallContext } from '../protocol/call.ts'
import { isoTime } from '../protocol/clock.ts'
import { newContinuationCode, readContinuationCode } from '../protocol/continuation-code.ts'
import type { InboxStore, Store } from '../store/store.ts'

/** How long a code may be written elsewhere; the texts `common.continue.code` say so. */
const CODE_MS = 15 * 60_000
/** Wrong codes an hour, after which none is looked at. */
const TRIES = { thread: 5, address: 20 }
const HOUR_MS = 3_600_000

/** Where else the customer of a channel reaches us, as they read it. */
export type PlacesElsewhere = (channel: string) => readonly string[]

type IdentityHouse = Pick<Store, 'identities' | 'tries'> & { inbox: Pick<InboxStore, 'accept'> }

/** Names and branches of the identity actions, for the checks of a bot: known before there is a store. */
export const IDENTITY_ACTIONS: readonly Action[] = createIdentityActions(
  undefined as unknown as IdentityHouse,
  () => [],
)

/**
 * A customer shows that they are the same on two channels by a one-time code: `identity.code` gives one for this thread, with the places where it may be
 * written, as far as they are known; `identity.redeem`, called on another, joins the two, and the conversation of the first goes on there.
 */
export function createIdentityActions(store: IdentityHouse, placesElsewhere: PlacesElsewhere): Action[] {
  return [
    {
      name: 'identity.code',
      timeoutMs: 5_000,
      retries: 2,
      outcomes: [],
      async run(_input, { context, now }) {
        const code = newContinuationCode(randomBytes)
        await store.identities.issueCode({
          codeHash: hashOf(code),
          threadId: context.threadId,
          untilMs: now + CODE_MS,
        })
        const places = placesElsewhere(context.channel)
        return { outcome: 'ok', value: { code, ...(places.length > 0 && { places: places.join(' · ') }) } }
      },
    },
    {
      name: 'identity.redeem',
      timeoutMs: 5_000,
      retries: 2,
      outcomes: ['wrong', 'too_many_tries'],
      async run(input, { context, now, idempotencyKey }) {
        const { code: written } = z.object({ code: z.string().max(100) }).parse(input)
        if (await triedTooOften(store, context, now)) return { outcome: 'too_many_tries' }
        const code = readContinuationCode(written)
        const toThreadId =
          code === undefined
            ? undefined
            : await store.identities.redeemCode(hashOf(code), context.threadId, now)
        if (toThreadId === undefined) {
          await countTry(store, context, now)
          return { outcome: 'wrong' }
        }
        await continueHere(store, { context, toThreadId, move: 'always', now, key: idempotencyKey })
        return { outcome: 'ok' }
      },
    },
  ]
}

/**
 * Joins the customer's other thread to this one. When its conversation comes along, it is told so, that it may ask again what was open.
 * Doing it twice changes nothing.
 */
export async function continueHere(
  store: Pick<IdentityHouse, 'identities' | 'inbox'>,
  move: { context: CallContext; toThreadId: string; move: 'always' | 'human'; now: number; key: string },
): Promise<void> {
  const joined = await store.identities.join({
    threadId: move.context.threadId,
    toThreadId: move.toThreadId,
    move: move.move,
  })
  if (joined?.moved !== true) return
  const { channel, account, key } = joined.thread
  const at = isoTime(move.now)
  await store.inbox.accept([
    {
      channel,
      account,
      threadKey: key,
      platformId: `continued:${move.key}`,
      kind: 'activity',
      activity: {
        type: 'event',
        name: 'continued',
        from: { id: 'conserje', role: 'system' },
        value: { from: joined.from },
      },
      receivedAt: at,
      dueAt: at,
      settle: false,
    },
  ])
}

const hashOf = (code: string): string => createHash('sha256').update(code).digest('hex')

const keysOf = ({ threadId, clientAddress }: CallContext): [key: string, limit: number][] => [
  [`code:thread:${threadId}`, TRIES.thread],
  ...(clientAddress === undefined
    ? []
    : [[`code:address:${clientAddress}`, TRIES.address] as [string, number]]),
]

async function triedTooOften({ tries }: IdentityHouse, context: CallContext, now: number): Promise<boolean> {
  for (const [key, limit] of keysOf(context)) {
    if ((await tries.count(key, HOUR_MS, now)) >= limit) return true
  }
  return false
}

async function countTry({ tries }: IdentityHouse, context: CallContext, now: number): Promise<void> {
  for (const [key] of keysOf(context)) await tries.hit(key, now)
}
