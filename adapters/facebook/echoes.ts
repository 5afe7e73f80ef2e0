import { OutcomeUnknown } from '../../protocol/errors.ts'
import type { Inbound, Receipted } from '../adapter.ts'
import type { OwnSends } from '../own-sends.ts'

/** Meta repeats a webhook that is not answered by then; a send that takes longer is judged by what is known. */
const MOST_WAIT_MS = 4_000

/** Whom a send goes to, on which of our accounts. */
export const addressee = ({ account, threadKey }: { account: string; threadKey: string }): string =>
  `${account} ${threadKey}`

/**
 * What remains of a webhook's messages without echoes of our own, and what those prove. Messenger's bear our key and were told apart by it; Instagram's bear
 * none, and may come before the answer to our call does: they are ours by their id, or by their words while that is not known yet.
 */
export async function withoutOwnEchoes(
  inbound: readonly Inbound[],
  ownSends: OwnSends,
): Promise<{ inbound: Inbound[]; receipts: Receipted[] }> {
  const receipts: Receipted[] = []
  const isKept = async (one: Inbound): Promise<boolean> => {
    if (one.kind !== 'echo') return true
    const { channel, platformId, account, threadKey, activity } = one
    if (ownSends.isOurs(platformId)) return false
    if (channel !== 'instagram') return true
    const to = addressee(one)
    const part = activity.text ? ownSends.claim({ id: platformId, to, text: activity.text }) : undefined
    if (part !== undefined) {
      receipts.push({ channel, account, threadKey, status: 'sent', part, platformIds: [platformId] })
      return false
    }
    await ownSends.ended(to, MOST_WAIT_MS)
    return !ownSends.isOurs(platformId)
  }
  const kept = await Promise.all(inbound.map(isKept))
  return { inbound: inbound.filter((_, n) => kept[n]), receipts }
}

/** Runs a send, and keeps what becomes of it. `text`: its words, by which its echo is known before its id is. */
export async function sendNoted<T extends { platformId: string }>(
  send: { to: string; text: string; part: string },
  ownSends: OwnSends,
  call: () => Promise<T>,
): Promise<T> {
  const sending = ownSends.begin(send)
  try {
    const receipt = await call()
    sending.sent(receipt.platformId)
    return receipt
  } catch (error) {
    if (error instanceof OutcomeUnknown) sending.unknown()
    else sending.failed()
    throw error
  }
}
