import { beforeEach, describe, expect, test } from 'vitest'
import type { StoredEntry } from '../../../handoff/package/entry-of.ts'
import { createTranslateReply } from '../../../handoff/translate/translate-reply.ts'
import {
  createTranslations,
  type StoredTranslation,
  type TranslationStore,
} from '../../../handoff/translate/translations.ts'
import type { Translator } from '../../../handoff/translate/translator.ts'
import { RateLimited, Refused, Unreachable } from '../../../protocol/errors.ts'
import { agent, handoffOf, outsider, readerOf, said, understood } from '../package/package-desk.ts'

let wanted: Parameters<TranslationStore['want']>[0][number][]
let kept: StoredTranslation[]
let rung: number

beforeEach(() => {
  wanted = []
  kept = []
  rung = 0
})

const translate = createTranslations({
  store: {
    of: async (ids, language) => kept.filter(one => ids.includes(one.entryId) && one.language === language),
    async want(rows) {
      wanted.push(...rows)
    },
  },
  onWanted: () => {
    rung++
  },
  clock: () => 0,
})
const read = (entries: readonly StoredEntry[], viewer = agent) =>
  readerOf({ entries, deps: { translate } }).read(handoffOf(), viewer)

const spanish = (text: string, change: Partial<StoredEntry> = {}) =>
  said('customer', text, {
    id: text,
    understanding: understood({ language: 'es', languageConfidence: 0.9 }),
    ...change,
  })

describe('translations beside the original', () => {
  test('are wanted for what the reader can not read, once, and shown when they are there', async () => {
    const entries = [spanish('¿dónde está mi pedido?')]
    const first = await read(entries)
    expect(first.transcript[0]?.translation).toEqual({ language: 'en', status: 'wanted' })
    expect(wanted).toEqual([
      {
        entryId: '¿dónde está mi pedido?',
        language: 'en',
        conversationId: 'cnv_1',
        text: '¿dónde está mi pedido?',
        from: 'es',
      },
    ])
    expect(rung).toBe(1)
    kept = [
      {
        entryId: '¿dónde está mi pedido?',
        language: 'en',
        status: 'done',
        text: 'where is it?',
        by: 'libretranslate',
      },
    ]
    const second = await read(entries)
    expect(second.transcript[0]).toMatchObject({
      text: '¿dónde está mi pedido?',
      translation: { language: 'en', status: 'done', text: 'where is it?', by: 'libretranslate' },
    })
    expect(wanted).toHaveLength(1)
  })

  test('tell why there is none', async () => {
    kept = [{ entryId: 'hola a todos', language: 'en', status: 'failed', error: 'too long' }]
    expect((await read([spanish('hola a todos')])).transcript[0]?.translation).toEqual({
      language: 'en',
      status: 'failed',
      error: 'too long',
    })
  })

  test('are not made of what the reader reads, by browser or by desk.yaml', async () => {
    await read([spanish('hola')], { ...agent, language: 'es-MX' })
    await read([spanish('hola')], { ...agent, language: 'en', reads: ['es'] })
    expect(wanted).toEqual([])
  })

  test.each([
    ['a number', spanish('10432')],
    [
      'a picture',
      spanish('', { activity: { type: 'message', attachments: [{ contentType: 'image/png' }] } }),
    ],
    [
      'a note',
      said('agent', 'nota', { activity: { type: 'event', name: 'note', text: 'una nota', locale: 'es' } }),
    ],
    ['a notice', said('system', 'aviso', { activity: { type: 'message', text: 'un aviso', locale: 'es' } })],
    ['what is in no known language', said('customer', 'hola')],
    [
      'an agent’s answer that was translated',
      said('agent', 'hola', {
        activity: {
          type: 'message',
          text: 'hola',
          locale: 'es',
          channelData: { translated: { language: 'en', text: 'hi', by: 'x' } },
        },
      }),
    ],
  ])('are not made of %s', async (_, entry) => {
    await read([entry])
    expect(wanted).toEqual([])
  })

  test('a short message is in the language of those before it, the bot’s words in their own', async () => {
    const unsure = understood({ language: 'en', languageConfidence: 0.1 })
    await read([
      spanish('hola'),
      spanish('ok gracias', { understanding: unsure }),
      said('bot', 'un momento', { activity: { type: 'message', text: 'un momento', locale: 'es' } }),
    ])
    expect(wanted.map(({ text, from }) => [text, from])).toEqual([
      ['hola', 'es'],
      ['ok gracias', 'es'],
      ['un momento', 'es'],
    ])
  })

  test('are made of masked texts: no card, e-mail, phone or postcode leaves the house', async () => {
    await read([
      spanish('tarjeta 4111 1111 1111 1111, pedro@example.com, +34 600 111 222, vivo en 28013', {
        understanding: understood({
          languageConfidence: 0.9,
          entities: [{ type: 'postcode', value: '28013', text: '28013', start: 0, end: 5 }],
        }),
      }),
    ])
    expect(wanted[0]?.text).toBe(
      'tarjeta •••• •••• •••• ••11, p••••@•••••••.com, +•• ••• ••• •22, vivo en •••••',
    )
  })

  test('are masked for who reads them', async () => {
    kept = [{ entryId: 'hola', language: 'en', status: 'done', text: 'marta@example.org 4111111111111111' }]
    const textOf = async (viewer: typeof agent) =>
      (await read([spanish('hola')], viewer)).transcript[0]?.translation?.text
    expect(await textOf(agent)).toBe('marta@example.org ••••••••••••1111')
    expect(await textOf(outsider)).not.toContain('marta@example.org')
  })
})

describe('an answer that is to be translated', () => {
  const translator = (answer: () => Promise<{ text: string }>): Translator => ({
    name: 'stand-in',
    translate: answer,
  })
  const reply = (
    answer: (() => Promise<{ text: string }>) | undefined,
    text = 'Your order is on its way to you',
    handoff = handoffOf(),
  ) =>
    createTranslateReply({
      translator: answer && translator(answer),
      mark: async (_, translated) => `${translated}\n\n(marked)`,
    })(handoff, { text, language: 'en' })

  test('comes in the customer’s language, marked, with what the agent wrote', async () => {
    expect(await reply(async () => ({ text: 'Su pedido está en camino' }))).toEqual({
      text: 'Su pedido está en camino\n\n(marked)',
      translated: { language: 'en', text: 'Your order is on its way to you', by: 'stand-in' },
    })
  })

  test('stays as it is where both speak the same', async () => {
    expect(
      await reply(async () => Promise.reject(new Error('asked')), 'hi', handoffOf({ language: 'en-GB' })),
    ).toEqual({
      text: 'hi',
    })
  })

  test.each([
    ['no translator', undefined, 422, 'TRANSLATE_URL'],
    [
      'a passing fault',
      async () => Promise.reject(new Unreachable('it did not answer')),
      503,
      'Send it as it is, or try again',
    ],
    ['a wait', async () => Promise.reject(new RateLimited('wait', 7_000)), 503, 'wait'],
    ['a refusal', async () => Promise.reject(new Refused('no such language')), 422, 'no such language'],
    ['its own words back', async () => ({ text: 'Your order is on its way to you' }), 422, 'as it was'],
  ] as const)(
    'is refused with a sentence before anything is sent: %s',
    async (_, answer, status, sentence) => {
      const found = await reply(answer as never)
      expect(found).toMatchObject({ status, refusal: expect.stringContaining(sentence) })
      expect(JSON.stringify(found)).toContain('nothing was sent')
    },
  )

  test('is never given out with a card in it, nor without a known language', async () => {
    const asked = async () => Promise.reject(new Error('asked'))
    expect(await reply(asked, 'your card 4111111111111111')).toMatchObject({ status: 422 })
    const { language: _, ...unknown } = handoffOf()
    expect(await reply(asked, 'hi', unknown)).toMatchObject({ status: 422 })
  })

  test('a fault of our own is not told as the translator’s', async () => {
    await expect(reply(async () => Promise.reject(new TypeError('bug')))).rejects.toThrow('bug')
  })
})
