import type { Fields } from './stand-in.ts'

const WELCOMES: Record<string, string> = {
  en: "Hello! I'm Casa Lumen's virtual assistant. I can find your order or answer a question, and you can talk to a person whenever you like.",
  es: '¡Hola! Soy el asistente virtual de Casa Lumen. Puedo buscar tu pedido o resolver tus dudas, y cuando quieras te paso con una persona.',
  ro: 'Bună! Sunt asistentul virtual Casa Lumen. Vă pot găsi comanda sau răspunde la întrebări, iar oricând doriți puteți vorbi cu un coleg.',
  ar: 'مرحبًا! أنا المساعد الافتراضي لمتجر Casa Lumen. يمكنني العثور على طلبك أو الإجابة عن سؤالك، ويمكنك التحدث إلى موظف متى شئت.',
}
const CHOICES: Record<string, string[]> = {
  en: ['Where is my order?', 'Return something', 'Talk to a person'],
  es: ['¿Dónde está mi pedido?', 'Devolver algo', 'Hablar con una persona'],
  ro: ['Unde e comanda mea?', 'Vreau să returnez', 'Vorbesc cu un coleg'],
  ar: ['أين طلبي؟', 'إرجاع منتج', 'التحدث إلى موظف'],
}

const choices = (titles: readonly string[]) => ({
  suggestedActions: {
    actions: titles.map((title, i) => ({ type: 'postBack', title, value: { choice: `option.${i}` } })),
  },
})

export function welcome(locale: string): Fields {
  const lang = locale.split('-')[0] ?? 'en'
  return { text: WELCOMES[lang] ?? WELCOMES.en, ...choices(CHOICES[lang] ?? CHOICES.en ?? []) }
}

export const orderCard = (url: string): Fields => ({
  contentType: 'application/vnd.microsoft.card.adaptive',
  content: {
    type: 'AdaptiveCard',
    version: '1.5',
    speak: 'Order 10432',
    body: [
      {
        type: 'ColumnSet',
        columns: [
          {
            type: 'Column',
            width: 'stretch',
            items: [
              { type: 'TextBlock', text: 'Order 10432', weight: 'Bolder', size: 'Medium' },
              { type: 'TextBlock', text: 'On its way', color: 'Good', weight: 'Bolder', spacing: 'None' },
            ],
          },
          {
            type: 'Column',
            width: 'auto',
            items: [{ type: 'Image', url: `${url}/lamp.svg`, altText: 'Lamp', size: 'Small' }],
          },
        ],
      },
      {
        type: 'FactSet',
        separator: true,
        facts: [
          { title: 'Arrives', value: 'Tuesday, 24 November' },
          { title: 'Carrier', value: 'SEUR' },
          { title: 'Items', value: '2 × Lámpara Luna, 1 × Bombilla E27' },
          { title: 'Total', value: '129,90 €' },
        ],
      },
      { type: 'Sparkline.Unknown', text: 'An element from the future' },
    ],
    actions: [
      { type: 'Action.OpenUrl', title: 'Track the parcel', url: 'https://tracking.example/10432' },
      { type: 'Action.OpenUrl', title: 'Bad', url: 'javascript:alert(1)' },
      { type: 'Action.Submit', title: 'Change the address', data: { choice: 'address' } },
    ],
  },
})

/** What hostile or broken content does to a page that trusts it. */
export const HOSTILE = [
  '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>',
  '[press me](javascript:window.pwned=1) and [me](data:text/html,<script>window.pwned=1</script>)',
  'before \u202egnp.exe\u202c after \u202eforever',
  `${'x'.repeat(100_000)} end`,
  `${'a'.repeat(80)}\u0301\u0301\u0301 ${'🏳️‍🌈'.repeat(50)}`,
]

/** The bot's answers, by what the customer says. */
export function replyTo(activity: Fields, url: string): Fields[] {
  const said = String(activity.text ?? '').toLowerCase()
  if (said.includes('silence')) return []
  if (activity.attachments) return [{ text: 'Thank you, I have your file.' }]
  if (activity.value !== undefined && said.includes('pedido'))
    return [{ text: '¿Cuál es el número de tu pedido?' }]
  if (activity.value !== undefined) return [{ text: `You chose ${JSON.stringify(activity.value)}` }]
  if (said.includes('order')) {
    return [
      { text: 'Here it is. **Order 10432** left our warehouse yesterday.' },
      { attachments: [orderCard(url)], ...choices(['Change the address', 'Talk to a person']) },
    ]
  }
  if (said.includes('hostile')) return HOSTILE.map(text => ({ text }))
  if (said.includes('list'))
    return [
      {
        text: 'You can pay by:\n\n- **card**, in any currency\n- bank transfer\n- [PayPal](https://paypal.example)\n\nMore at https://shop.example/pay, or write to help@shop.example.',
      },
    ]
  if (said.includes('person'))
    return [
      {
        type: 'message',
        from: { id: 's', role: 'system' },
        text: 'Elena has joined the conversation',
        channelData: { speaker: 'system' },
      },
      {
        from: { id: 'agent', name: 'Elena Marín', role: 'agent' },
        text: 'Hello, Elena here. I have read everything above; give me a minute.',
        channelData: { speaker: 'agent' },
      },
    ]
  return [{ text: `You said: ${String(activity.text ?? '').slice(0, 200)}` }]
}
