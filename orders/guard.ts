import type { CallContext } from '../protocol/call.ts'
import { plainNumber } from './order-number.ts'
import { isOwnPhone, proofKind } from './proof.ts'
import type { Order, OrderSource, OrdersDeps, ProofKind } from './source.ts'
import type { Tries } from './tries.ts'

/** How long a proof holds on a thread. */
const PROOF_MS = 86_400_000

interface Asked {
  number: string
  proof: string
}

export type Admission =
  | { outcome: 'ok'; order: Order }
  | { outcome: 'proof_needed' | 'not_found' | 'too_many_tries' }

export interface Guard {
  /**
   * Opens an order only to who has shown that it is theirs. Without any proof the answer is `proof_needed` before the source is asked, so it can't tell
   * whether the order exists; an unknown number and a wrong proof are both `not_found`.
   */
  admit(asked: Asked, context: CallContext, nowMs: number, signal: AbortSignal): Promise<Admission>
}

/** The one door to an order; every operation goes through it. */
export function createGuard(source: OrderSource, deps: OrdersDeps, tries: Tries): Guard {
  return {
    async admit({ number: written, proof }, context, nowMs, signal) {
      const number = plainNumber(written)
      const { threadId, verifiedPhone, clientAddress } = context
      const before = await deps.proofs.proved(threadId, number, nowMs)
      if (!before && !verifiedPhone && proof === '') return { outcome: 'proof_needed' }

      const order = await source.find(number, signal)
      if (order && (before || isOwnPhone(order, verifiedPhone))) return { outcome: 'ok', order }
      if (proof === '') return { outcome: 'proof_needed' }

      const guess = { threadId, number, ...(clientAddress !== undefined && { clientAddress }) }
      let by: ProofKind | undefined
      const verdict = await tries.guess(guess, nowMs, () => {
        by = proofKind(order, proof)
        return by !== undefined
      })
      if (verdict === 'locked') return { outcome: 'too_many_tries' }
      if (verdict === 'wrong' || !order || !by) return { outcome: 'not_found' }
      await deps.proofs.prove(threadId, number, nowMs + PROOF_MS, by)
      if (by === 'email') await deps.onEmailProof?.(context, number, nowMs)
      return { outcome: 'ok', order }
    },
  }
}
