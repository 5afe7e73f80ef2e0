import type { Direct, PastConversation, PastHandoff } from '../store/contract/figure-histories.ts'
import { write } from '../store/contract/figure-histories.ts'

const MINUTE = 60_000
const DAY = 1440 * MINUTE
const CHANNELS = ['webchat', 'whatsapp', 'email'] as const
const LANGUAGES = ['es', 'pt-BR', null] as const
const REASONS = ['asked', 'not_understood', 'negative', 'action_failed'] as const
const CAUSES = ['Late parcel', 'Refund', 'Wrong size', '=HYPERLINK("http://evil.example")'] as const
const NAMES = [
  'Carmen Ruiz',
  'João Prado',
  'Ioana Dinu',
  '<b>Bold</b> & Söhne',
  'Marta Gil',
  'مريم حداد',
] as const

/** Numbers that look like chance and are the same each time. */
function chance() {
  let seed = 7
  return () => {
    seed = (seed * 16_807) % 2_147_483_647
    return seed / 2_147_483_647
  }
}

/** Forty days of a small shop's desk up to `now`, and six hand-offs that are open, two of them overdue. */
export async function writeDesk(direct: Direct, now: number): Promise<void> {
  const next = chance()
  const one = <Value>(values: readonly Value[]) => values[Math.floor(next() * values.length)] as Value
  const conversations: PastConversation[] = []
  for (let day = 40; day >= 1; day--) {
    const count = 5 + Math.floor(next() * 9)
    for (let n = 0; n < count; n++) {
      const openedAt = now - day * DAY + Math.floor(next() * 600) * MINUTE
      const channel = one(CHANNELS)
      const language = one(LANGUAGES)
      const handed = next() < 0.3
      const createdAt = openedAt + 5 * MINUTE
      const handoff: PastHandoff = {
        createdAt,
        reason: one(REASONS),
        status: 'resolved',
        firstReplyAt: createdAt + Math.ceil(next() * 30) * MINUTE,
        endedAt: createdAt + Math.ceil(30 + next() * 300) * MINUTE,
        cause: one(CAUSES),
        deadlineAt: createdAt + 10 * MINUTE,
        channel,
        language,
      }
      conversations.push({
        customer: Math.floor(next() * 200),
        openedAt,
        lastActivityAt: openedAt + 40 * MINUTE,
        channel,
        language,
        closed: true,
        events: [
          {
            name: 'dialog.started',
            data: { dialog: one(['order-status', 'refund-status', 'return-start']) },
          },
          ...(next() < 0.8 ? [{ name: 'order.shown', data: { status: 'shipped' } }] : []),
        ],
        handoffs: handed ? [handoff] : [],
        surveys:
          next() < 0.4
            ? [{ kind: 'csat', sentAt: openedAt + 41 * MINUTE, grade: Math.ceil(next() ** 0.4 * 5) }]
            : [],
      })
    }
  }
  for (const [n, name] of NAMES.entries()) {
    const createdAt = now - (n + 1) * 7 * MINUTE
    const channel = CHANNELS[n % 3] as 'webchat'
    const language = LANGUAGES[n % 3] as 'es'
    conversations.push({
      customer: 500 + n,
      openedAt: createdAt - MINUTE,
      lastActivityAt: createdAt,
      channel,
      language,
      closed: false,
      events: [],
      surveys: [],
      handoffs: [
        {
          createdAt,
          reason: 'asked',
          status: 'waiting',
          firstReplyAt: null,
          endedAt: null,
          cause: null,
          deadlineAt: createdAt + 32 * MINUTE,
          channel,
          language,
          name,
        },
      ],
    })
  }
  await write(direct, { conversations })
  await direct.run(`UPDATE handoffs SET waiting_since = created_at WHERE status = 'waiting'`)
}
