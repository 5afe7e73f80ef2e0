import type { DeskAgentView, DeskView } from '../../protocol/api/desk.ts'
import type { ContextPackage, HandoffSummary } from '../../protocol/api/handoff.ts'

export type Entry = ContextPackage['transcript'][number]

/** An hour of a day that never changes would go stale beside a running clock: all is told from now. */
export const ago = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString()

export const AGENTS: DeskAgentView[] = [
  ['agt_ana', 'Ana Ionescu', 'supervisor', ['bucharest'], ['ro', 'en'], 'online', 3],
  ['agt_luis', 'Luis Ortega', 'agent', ['madrid'], ['es', 'en'], 'online', 2],
  ['agt_mara', 'Mara Popa', 'agent', ['bucharest'], ['ro'], 'away', 0],
  ['agt_kim', 'Kim de Vries', 'agent', [], ['nl', 'de', 'en'], 'offline', 0],
].map(([id, name, role, teams, languages, status, active]) => ({
  id: id as string,
  name: name as string,
  email: `${String(id).slice(4)}@example.org`,
  role: role as DeskAgentView['role'],
  teams: teams as string[],
  languages: languages as string[],
  skills: [],
  status: status as DeskAgentView['status'],
  working: true,
  active: active as number,
  offered: 0,
}))

export const DESK: DeskView = {
  bot: 'shop',
  languages: ['en', 'es', 'ro', 'de'],
  channels: ['webchat', 'whatsapp', 'email'],
  teams: [
    { name: 'madrid', languages: ['es', 'en'], skills: [] },
    { name: 'bucharest', languages: ['ro', 'en'], skills: [] },
  ],
  causes: [
    { cause: 'late', label: 'Late delivery' },
    { cause: 'damaged', label: 'Damaged parcel' },
    { cause: 'other', label: 'Something else' },
  ],
  capacity: 5,
  translates: true,
}

const NAMES = [
  'Carmen Ruiz',
  'Ion Popescu',
  'Lukas Weber',
  'Sophie Martin',
  'مريم حسن',
  'Giulia Rossi',
  'Tomasz Nowak',
  'José Álvarez',
  'Elena Dumitrescu',
  '佐藤 花子',
]
const WORDS = [
  'Where is my parcel? It should have been here on Monday.',
  'The lamp arrived broken.',
  'I want my money back, this is the third time I ask!',
  'Can I change the address of my order?',
  'Bună, când ajunge comanda mea?',
  '¿Me pueden mandar la factura?',
]
const SUMMARIES = [
  'Order 10432 is delayed',
  'Damaged lamp, order 10877',
  'Refund, third time asked',
  'Change of address',
  'Comanda 10551, întârziată',
  'Factura del pedido 10320',
]

/** `count` open hand-offs that differ in all that the queue can tell. */
export function manyHandoffs(count: number): HandoffSummary[] {
  return Array.from({ length: count }, (_, at): HandoffSummary => {
    const pick = <T>(list: readonly T[]): T => list[at % list.length] as T
    const minutes = 2 + ((at * 7) % 240)
    const status = pick(['waiting', 'active', 'waiting', 'on_hold', 'active'] as const)
    const agent = status === 'waiting' ? undefined : (AGENTS[at % 3] as DeskAgentView)
    return {
      id: `hnd_${String(at).padStart(6, '0')}`,
      conversationId: `cnv_${at}`,
      status,
      reason: pick(['asked', 'negative', 'action_failed', 'not_understood'] as const),
      priority: pick(['normal', 'high', 'normal', 'urgent', 'low', 'normal'] as const),
      team: pick(['madrid', 'bucharest']),
      ...(agent === undefined ? {} : { agentId: agent.id, agentName: agent.name }),
      channel: pick(['whatsapp', 'webchat', 'email', 'messenger', 'instagram', 'twitter']),
      language: pick(['es', 'ro', 'de', 'fr', 'ar', 'it', 'pl', 'es', 'ro', 'ja']),
      customerId: `cus_${at}`,
      customerName: pick(NAMES),
      summary: pick(SUMMARIES),
      createdAt: ago(minutes + 5),
      updatedAt: ago(minutes),
      deadlineAt: ago(minutes - 60),
      overdue: status === 'waiting' && minutes > 60,
      ...(at % 3 === 2 ? {} : { waitingSince: ago(minutes) }),
      lastMessage: { at: ago(minutes), speaker: 'customer', text: pick(WORDS) },
    }
  })
}

const said = (
  id: string,
  minutes: number,
  speaker: Entry['speaker'],
  text: string,
  more: Partial<Entry> = {},
): Entry => ({
  id,
  at: ago(minutes),
  speaker,
  text,
  ...more,
  activity: { type: 'message', id: `act_${id}`, text, ...more.activity },
})

const PICTURE =
  '<svg xmlns="http://www.w3.org/2000/svg" width="320" height="200"><rect width="320" height="200" fill="#c9d6d8"/><path d="M60 150l60-70 50 50 40-30 60 50z" fill="#7d9a9f"/></svg>'

export { PICTURE }

/** A conversation that shows all that a transcript can. */
export function sampleTranscript(): Entry[] {
  return [
    said('e1', 1500, 'bot', 'Hello, I am the assistant of **Casa Lumen**. How can I help?', {
      activity: {
        type: 'message',
        id: 'act_e1',
        suggestedActions: {
          actions: [
            { type: 'imBack', title: 'Where is my order?', value: '1' },
            { type: 'imBack', title: 'Return something', value: '2' },
          ],
        },
      },
    }),
    said('e2', 34, 'customer', '¿Dónde está mi pedido 10432?', {
      language: 'es',
      translation: { language: 'en', status: 'done', text: 'Where is my order 10432?', by: 'libretranslate' },
    }),
    said('e3', 33, 'bot', 'Aquí está tu pedido:', {
      delivery: { status: 'read', at: ago(33) },
      activity: {
        type: 'message',
        id: 'act_e3',
        attachments: [
          {
            contentType: 'application/vnd.microsoft.card.adaptive',
            content: {
              type: 'AdaptiveCard',
              body: [
                { type: 'TextBlock', text: 'Pedido 10432', weight: 'bolder' },
                { type: 'TextBlock', text: 'Retrasado', color: 'warning' },
                {
                  type: 'FactSet',
                  facts: [
                    { title: 'Entrega prevista', value: '24 nov' },
                    { title: 'Transportista', value: 'Correos Express' },
                  ],
                },
              ],
              actions: [
                { type: 'Action.OpenUrl', title: 'Seguir el paquete', url: 'https://carrier.example/ES123' },
              ],
            },
          },
        ],
      },
    }),
    said(
      'e4',
      31,
      'customer',
      'Llegó la caja así, la lámpara está rota. Quiero que me devuelvan el dinero YA.',
      {
        media: [
          {
            id: 'med_1',
            status: 'stored',
            contentType: 'image/png',
            name: 'caja.png',
            size: 48_000,
            url: '/media/picture',
          },
        ],
        activity: {
          type: 'message',
          id: 'act_e4',
          attachments: [{ contentType: 'image/png', contentUrl: 'media:med_1' }],
        },
      },
    ),
    said('e5', 30, 'customer', 'Y este es el recibo', {
      media: [
        {
          id: 'med_2',
          status: 'stored',
          contentType: 'application/pdf',
          name: 'recibo.pdf',
          size: 214_000,
          url: '/media/file',
        },
        { id: 'med_3', status: 'refused', name: 'virus.exe', error: 'programs are not taken' },
      ],
    }),
    {
      ...said('e6', 29, 'system', 'Handed over: the customer asked for a person'),
      activity: { type: 'event', name: 'handoff' },
    },
    {
      ...said(
        'e7',
        12,
        'agent',
        'She wrote twice last week too, see order 10320. @Luis Ortega can you refund?',
        { author: 'Ana Ionescu' },
      ),
      activity: {
        type: 'event',
        name: 'note',
        text: 'She wrote twice last week too, see order 10320. @Luis Ortega can you refund?',
      },
    },
    said(
      'e8',
      10,
      'agent',
      'Hola Carmen, siento mucho lo de la lámpara. Hoy mismo le devolvemos el importe.',
      { author: 'Ana Ionescu', delivery: { status: 'delivered', at: ago(10) } },
    ),
    {
      ...said('e9', 9, 'customer', ''),
      activity: { type: 'event', name: 'reaction', value: { messageId: 'act_e8', emoji: '🙏' } },
    },
    said('e10', 8, 'agent', 'El reembolso tarda de 3 a 5 días.', {
      author: 'Ana Ionescu',
      delivery: { status: 'failed', at: ago(8), error: 'refused: the number is no longer on WhatsApp' },
    }),
    said('e11', 3, 'customer', 'Gracias. ¿Cuándo lo recibo?'),
  ]
}

/** What an agent gets of a hand-off. */
export function packageOf(row: HandoffSummary, transcript: Entry[]): ContextPackage {
  return {
    version: 1,
    ...row,
    reasonTitle: 'Asked for a person',
    titleLanguage: 'en',
    customer: {
      id: row.customerId ?? 'cus_x',
      ...(row.customerName === undefined ? {} : { name: row.customerName }),
      channel: row.channel,
      ...(row.language === undefined ? {} : { language: row.language }),
      country: 'ES',
      timeZone: 'Europe/Madrid',
      localTime: '14:05',
      verified: true,
      returning: true,
      earlier: [
        {
          id: 'cnv_old1',
          channel: 'whatsapp',
          openedAt: ago(9000),
          lastActivityAt: ago(8990),
          title: 'Late delivery',
          orderNumber: '10320',
          ended: 'resolved',
          cause: 'late',
          causeTitle: 'Late delivery',
          handoffId: 'hnd_000001',
        },
        {
          id: 'cnv_old2',
          channel: 'email',
          openedAt: ago(90_000),
          lastActivityAt: ago(89_990),
          title: 'Opening hours',
          ended: 'bot',
        },
      ],
    },
    intent: {
      name: 'order.refund',
      title: 'Money back',
      confidence: 0.86,
      alternatives: [{ intent: 'order.damaged', title: 'Damaged parcel', confidence: 0.41 }],
    },
    sentiment: { label: 'angry', title: 'Angry', score: -0.7, trend: 'worse' },
    slots: { number: '10432', email: 'c•••@example.org' },
    order: { number: '10432', status: 'delayed' },
    orderCard: {
      title: 'Order 10432',
      facts: [
        { title: 'State', value: 'Delayed' },
        { title: 'Expected', value: '24 November' },
        { title: 'Total', value: '€129.00' },
      ],
      link: { title: 'Follow the parcel', url: 'https://carrier.example/ES123' },
    },
    tried: [
      { at: ago(33), kind: 'dialog', name: 'order_status', title: 'Where is my order?' },
      { at: ago(33), kind: 'answer', name: 'order.on_its_way', outcome: 'shown' },
      {
        at: ago(31),
        kind: 'action',
        name: 'refund.start',
        title: 'Start a refund',
        error: 'the order system answered 503 twice',
      },
    ],
    transcript,
    suggestedReplies: ['Your money is back within 3 to 5 working days.'],
    suggestions: [
      { text: 'Your money is back within 3 to 5 working days.', from: 'faq' },
      { text: 'I am sorry about the lamp. I have refunded it just now.', from: 'agents' },
    ],
  }
}
