import { z } from 'zod'
import type { Action, CallContext } from '../protocol/call.ts'
import type { Json, JsonObject } from '../protocol/json.ts'
import { daysSince } from './day.ts'
import { orderFacts } from './facts.ts'
import { type Admission, createGuard, type Guard } from './guard.ts'
import type { Order, OrderSource, OrdersDeps } from './source.ts'
import { countTries, TRY_LIMITS, type TryLimits } from './tries.ts'

export interface OrderActionsOptions {
  source: OrderSource
  deps: OrdersDeps
  /** Default TRY_LIMITS. */
  limits?: TryLimits
  /** Days after delivery in which a return may be opened. Default 30. */
  returnDays?: number
}

/** A slot that is not filled yet comes as null. */
const text = (max: number) =>
  z
    .union([z.string().max(max), z.number()])
    .nullish()
    .transform(value => String(value ?? '').trim())
const asked = { number: text(100), proof: text(320) }

/** Branches of every order operation. */
const ADMISSION = ['number_needed', 'proof_needed', 'not_found', 'too_many_tries'] as const
/** Of a customer with a verified phone, this many orders are offered to choose from. */
const OFFERED = 5

interface Run {
  idempotencyKey: string
  signal: AbortSignal
  context: CallContext
  now: number
}
type Answer = { outcome: string; value?: Json }

/**
 * The order operations that every bot may call: `orders.find`, `orders.cancel`, `orders.change_address`, `orders.start_return`,
 * `orders.refund_status`. Each refuses without proof that the order is the customer's, so no dialog can leak one.
 */
export function createOrderActions({
  source,
  deps,
  limits = TRY_LIMITS,
  returnDays = 30,
}: OrderActionsOptions): Action[] {
  const guard = createGuard(source, deps, countTries(deps.tries, limits))
  const change = changing(guard, source)
  return [
    reading('orders.find', guard, { source }),
    reading('orders.refund_status', guard, {}),
    change('orders.cancel', z.object(asked), () => ({ kind: 'cancel', details: {} })),
    change(
      'orders.change_address',
      z.object({ ...asked, address: z.string().trim().min(1).max(500) }),
      ({ address }) => ({
        kind: 'address',
        details: { address },
      }),
    ),
    change(
      'orders.start_return',
      z.object({ ...asked, reason: text(500) }),
      ({ reason }) => ({ kind: 'return', details: { reason } }),
      (order, now) => (daysSince(order.eta, now) ?? 0) > returnDays && 'too_late',
    ),
  ]
}

/** `source` given: a customer whose phone the channel vouches for may ask without a number. */
function reading(name: string, guard: Guard, { source }: { source?: OrderSource }): Action {
  const schema = z.object(asked)
  return {
    name,
    timeoutMs: 5000,
    retries: 2,
    outcomes: source ? [...ADMISSION, 'several'] : ADMISSION,
    async run(input, run) {
      const question = schema.parse(input)
      if (question.number === '') return source ? withoutNumber(source, run) : { outcome: 'number_needed' }
      const admission = await guard.admit(question, run.context, run.now, run.signal)
      if (admission.outcome !== 'ok') return refusal(admission)
      return { outcome: 'ok', value: orderFacts(admission.order, run.now) }
    },
  }
}

/** The orders of a verified phone: one is told, of several the customer chooses. */
async function withoutNumber(source: OrderSource, { context, signal, now }: Run): Promise<Answer> {
  const { verifiedPhone } = context
  const orders = verifiedPhone ? await source.byPhone?.(verifiedPhone, OFFERED, signal) : undefined
  const [first] = orders ?? []
  if (!orders || !first) return { outcome: 'number_needed' }
  if (orders.length === 1) return { outcome: 'ok', value: orderFacts(first, now) }
  return {
    outcome: 'several',
    value: {
      numbers: orders.map(order => order.number),
      orders: orders.map(order => orderFacts(order, now)),
    },
  }
}

type Change = Parameters<OrderSource['change']>[1]

const changing =
  (guard: Guard, source: OrderSource) =>
  <Input extends { number: string; proof: string }>(
    name: string,
    schema: z.ZodType<Input>,
    changeOf: (input: Input) => Change,
    bar: (order: Order, now: number) => string | false = () => false,
  ): Action => ({
    name,
    timeoutMs: 10_000,
    retries: 2,
    outcomes: [...ADMISSION, 'refused', ...(name === 'orders.start_return' ? ['too_late'] : [])],
    async run(input: JsonObject, { idempotencyKey, signal, context, now }: Run): Promise<Answer> {
      const question = schema.parse(input)
      if (question.number === '') return { outcome: 'number_needed' }
      const admission = await guard.admit(question, context, now, signal)
      if (admission.outcome !== 'ok') return refusal(admission)
      const { order } = admission
      const barred = bar(order, now)
      if (barred) return { outcome: barred, value: orderFacts(order, now) }
      const done = await source.change(order.number, changeOf(question), idempotencyKey, signal)
      const after = (await source.find(order.number, signal)) ?? order
      return { outcome: done === 'done' ? 'ok' : 'refused', value: orderFacts(after, now) }
    },
  })

/** Without a value: what is refused is all alike. */
const refusal = ({ outcome }: Admission): Answer => ({ outcome })
