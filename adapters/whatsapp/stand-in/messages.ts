import type { Clock } from '../../../protocol/clock.ts'
import type { Json } from '../../../protocol/json.ts'
import type { FaultKind, TakenMessage } from '../../stand-in.ts'
import type { Faults } from '../../stand-in-faults.ts'
import type { StandInAnswer } from '../../stand-in-http.ts'
import { type CheckedMessage, checkMessage } from './check-message.ts'
import type { StandInCustomer, StandInCustomers } from './customers.ts'
import { graphError } from './graph-error.ts'
import type { MediaStore } from './media-store.ts'
import type { Rates } from './rates.ts'
import { type Shown, shownOf } from './shown.ts'

/** A message of ours with what the customer can press. */
export interface TakenHere extends TakenMessage {
  shown: Shown
}

export interface MessagesDeps {
  clock: Clock
  faults: Faults
  rates: Rates
  customers: StandInCustomers
  media: MediaStore
  /** Name, language and number of parameters of what was approved; undefined: everything is. */
  templates: ReadonlyMap<string, number> | undefined
  onRefused(body: Json): void
  onTaken(
    taken: TakenHere,
    message: CheckedMessage,
    customer: StandInCustomer,
    failure: number | undefined,
  ): void
}

/** What happens to a call that runs into a fault before it is taken. */
const BEFORE: Partial<Record<FaultKind, () => StandInAnswer>> = {
  rateLimited: () => graphError(429, 130429, 'Rate limit hit', { headers: { 'retry-after': '1' } }),
  serverError: () => graphError(503, 131016, 'Service temporarily unavailable'),
  expiredToken: () => graphError(401, 190, 'The access token has expired', { subcode: 463 }),
  refused: () => graphError(400, 131026, 'Message undeliverable'),
  timeout: () => 'hang',
  dropped: () => 'drop',
}
const AFTER: Partial<Record<FaultKind, StandInAnswer>> = { timeoutAfter: 'hang', droppedAfter: 'drop' }
const WINDOW_MS = 86_400_000

/** `POST /<number>/messages` but for reading signs: faults, limits and form as Meta has them. */
export function createMessages(deps: MessagesDeps): { send(body: unknown): StandInAnswer } {
  let count = 0
  return {
    send(body) {
      const checked = checkMessage(body)
      if ('details' in checked) return graphError(400, checked.code, checked.details)
      const customer = deps.customers.addressed(checked.to ?? checked.recipient ?? '')
      // Somebody without WhatsApp.
      if (!customer) return graphError(400, 131030, 'Recipient phone number not in allowed list')
      const fault = deps.faults.next()
      const before = fault === undefined ? undefined : BEFORE[fault]
      if (fault === 'refused') deps.onRefused(body as Json)
      if (before) return before()
      const over = deps.rates.over(customer.bsuid)
      if (over !== undefined) return graphError(400, over, 'Rate limit hit')
      const wrong = checkParts(checked, deps)
      if (wrong) return wrong
      const id = `wamid.STANDIN${String(++count).padStart(8, '0')}`
      take(id, checked, customer, body as Json, deps)
      const after = fault === undefined ? undefined : AFTER[fault]
      return after ?? { status: 200, json: answer(id, checked, customer) }
    },
  }
}

function take(
  id: string,
  message: CheckedMessage,
  customer: StandInCustomer,
  body: Json,
  { clock, onTaken }: MessagesDeps,
): void {
  const now = clock()
  const shown = shownOf(message)
  const isClosed = message.type !== 'template' && now - customer.wroteAt > WINDOW_MS
  const taken: TakenHere = {
    id,
    to: customer.name,
    kind: message.type,
    text: shown.text,
    options: shown.options.map(({ title }) => title),
    at: now,
    body,
    shown,
  }
  // Meta answers 200 and tells by a status that the window is closed.
  onTaken(taken, message, customer, isClosed ? 131047 : undefined)
}

const answer = (id: string, { to, recipient }: CheckedMessage, { phone, bsuid }: StandInCustomer) => ({
  messaging_product: 'whatsapp',
  contacts: [
    {
      input: to ?? recipient,
      ...(to === undefined || phone === undefined ? { user_id: bsuid } : { wa_id: phone }),
    },
  ],
  messages: [{ id }],
})

/** What can't be told by the form alone: whether a file and a template are there. */
function checkParts({ type, content }: CheckedMessage, { media, templates }: MessagesDeps) {
  const { id } = content as { id?: string }
  if (id !== undefined && type !== 'template' && !media.has(id)) {
    return graphError(400, 131009, `Media id ${id} does not exist`)
  }
  if (type !== 'template' || templates === undefined) return undefined
  const {
    name,
    language,
    components = [],
  } = content as {
    name: string
    language: { code: string }
    components?: { parameters: unknown[] }[]
  }
  const wanted = templates.get(`${name} ${language.code}`)
  if (wanted === undefined) return graphError(404, 132001, 'Template name does not exist in the translation')
  const given = components.reduce((sum, { parameters }) => sum + parameters.length, 0)
  return given === wanted
    ? undefined
    : graphError(400, 132000, `expected ${wanted} parameters, found ${given}`)
}
