import { describe, expect, test } from 'vitest'
import { USUAL_DESK_SETTINGS } from '../../dialogs/desk-settings.ts'
import { cannedReplies, filledOrGap } from '../../handoff/canned.ts'
import { causeRefusal, causesOf } from '../../handoff/causes.ts'
import type { DeskHandoff } from '../../handoff/desk-store.ts'
import { createTexts } from '../../locales/create-texts.ts'
import { CAUSES } from '../../protocol/api/desk.ts'
import { gapIn, replySchema } from '../../protocol/api/handoff.ts'
import { type Addressee, customerFrame } from '../../server/customer-frame.ts'
import { handoffOf, NOW, shopContent, wordsIn } from './package/package-desk.ts'

const now = new Date(NOW).toISOString()
const shop = shopContent()
const canned = (asked: Omit<Addressee, 'now'>, titles = 'en') =>
  new Map(
    cannedReplies(shop.texts, customerFrame(shop, { now, ...asked }), titles).map(reply => [
      reply.name,
      reply,
    ]),
  )
const textOf = (name: string, asked: Omit<Addressee, 'now'>) => canned(asked).get(name)?.text

const spanish = handoffOf()
const without = (...names: string[]): DeskHandoff => {
  const handoff = handoffOf()
  const facts = structuredClone(handoff.facts) as {
    situation: Record<string, unknown>
    customer: Record<string, unknown>
  }
  for (const name of names) {
    delete facts.situation[name]
    delete facts.customer[name]
  }
  return { ...handoff, facts: facts as never }
}

describe('canned replies', () => {
  test("are in the customer's language and filled with what is known, titles in the agent's", () => {
    const replies = canned({ handoff: spanish, agentName: 'Ana' }, 'ro')
    expect(replies.get('greeting')).toEqual({
      name: 'greeting',
      title: 'Salut de început',
      text: 'Hola, Marta, soy Ana, de Casa Lumen. He leído la conversación y sigo yo contigo.',
      language: 'es-ES',
    })
    expect(replies.get('refunded')?.text).toMatch(/^Te he reembolsado 84,50\s€ del pedido 10432/)
    expect([...replies.keys()]).toEqual([...replies.keys()].toSorted())
    expect(replies.size).toBeGreaterThanOrEqual(10)
  })

  test('follow market, register and channel of the customer', () => {
    const order = { ...(spanish.facts.situation as { order: object }).order, currency: 'MXN' }
    const mexican = handoffOf({}, { order: order as never }, { country: 'MX' })
    expect(textOf('refunded', { handoff: mexican })).toMatch(/^Te reembolsé \$84\.50 del pedido/)
    expect(textOf('looking', { handoff: handoffOf({ channel: 'email' }) })).toContain('su paciencia')
    expect(textOf('looking', { handoff: handoffOf({ language: 'de' }) })).toContain('Ihre Geduld')
    expect(
      textOf('looking', { handoff: handoffOf({ language: 'de' }), customer: { register: 'informal' } }),
    ).toContain('deine Geduld')
    expect(textOf('looking', { handoff: spanish, language: 'en' })).toContain('Thank you for your patience')
  })

  test('keep a gap for each value that is missing, of whatever format', () => {
    const handoff = without('name', 'order')
    expect(textOf('greeting', { handoff, agentName: 'Ana' })).toBe(
      'Hola, {{customer.name}}, soy Ana, de Casa Lumen. He leído la conversación y sigo yo contigo.',
    )
    expect(textOf('on_its_way', { handoff })).toBe(
      'He comprobado tu pedido {{order.number}}: lo lleva {{order.carrier}} y la entrega está prevista para {{order.eta}}. Puedes seguirlo aquí: {{order.trackingUrl}}',
    )
    expect(textOf('refunded', { handoff })).toContain('{{order.total}}')
    const half = handoffOf({}, { order: { number: '10432', carrier: '', eta: null } })
    expect(textOf('on_its_way', { handoff: half })).toContain('pedido 10432: lo lleva {{order.carrier}}')
  })

  test('are there without a hand-off too, with gaps for all that is of a customer', () => {
    const replies = canned({ language: 'en', agentName: 'Ana' })
    expect(replies.get('greeting')?.text).toBe(
      "Hello {{customer.name}}, this is Ana from Casa Lumen. I've read our chat so far, and I'll take it from here.",
    )
    expect(replies.get('looking')?.text).not.toContain('{{')
  })

  test.each(shop.bot.languages)('are whole in %s, in both registers', language => {
    for (const register of ['formal', 'informal'] as const) {
      const replies = canned(
        { handoff: spanish, language, agentName: 'Ana', customer: { register } },
        language,
      )
      expect([...replies.keys()]).toEqual([...canned({ language: 'en' }).keys()])
      for (const { title, text } of replies.values()) {
        expect(gapIn(text), text).toBeUndefined()
        expect(title).not.toMatch(/^[a-z_]+$/)
        if (language !== 'en') expect(text).not.toMatch(/\b(?:the|your|order)\b/)
      }
    }
  })

  test("what a customer is called is never read as a gap's name, nor as a text", () => {
    const name = '{{order.number}} $t(canned.looking.text)'
    const handoff = handoffOf({}, {}, { name })
    expect(textOf('greeting', { handoff, agentName: 'Ana' })).toContain(`Hola, ${name}, soy`)
    const texts = createTexts({
      languages: ['en'],
      wordings: { en: new Map([['a', '{{constructor}} {{__proto__.x}}']]) },
    })
    expect(filledOrGap(texts, 'a', { language: 'en', values: {} })).toBe('{{constructor}} {{__proto__.x}}')
    expect(filledOrGap(texts, 'missing', { language: 'en', values: {} })).toBeUndefined()
  })

  test('a reply that still has a gap is refused, and the gap named', () => {
    const refused = replySchema.safeParse({ text: 'Hola {{customer.name}}, tu pedido {{order.number}}' })
    expect(refused.error?.issues[0]).toMatchObject({
      path: ['text'],
      message: 'still has the gap {{customer.name}}: fill it in, or take it out',
    })
    expect(replySchema.safeParse({ text: 'use {curly} or }} {{ braces' }).success).toBe(true)
  })
})

describe('causes', () => {
  test('are those of desk.yaml in its order, with words of the bot, else ours, else their own', () => {
    const wordOf = (cause: string) => ({ late: 'Late delivery', own: 'Our own' })[cause]
    expect(causesOf(['own', 'late', 'no_words'], wordOf)).toEqual([
      { cause: 'own', label: 'Our own' },
      { cause: 'late', label: 'Late delivery' },
      { cause: 'no_words', label: 'no words' },
    ])
  })

  test.each(['en', 'es', 'ro'])('have words in %s where desk.yaml lists none', language => {
    const causes = causesOf(USUAL_DESK_SETTINGS.causes, wordsIn(language).cause)
    expect(causes.map(({ cause }) => cause)).toEqual([...CAUSES])
    expect(causes.every(({ cause, label }) => label !== cause && /^[A-ZÎȘȚ]/.test(label))).toBe(true)
  })

  test('one that the desk has not is refused with those that it has', () => {
    const causes = causesOf(['late', 'lost'], () => undefined)
    expect(causeRefusal(causes, 'late')).toBeUndefined()
    expect(causeRefusal(causes, 'whatever')).toBe('cause: may be late, lost; found "whatever"')
  })
})
