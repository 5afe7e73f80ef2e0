import { describe, expect, test } from 'vitest'
import type { ChannelContent } from '../../../adapters/adapter.ts'
import type { FacebookChannel, FacebookConfig } from '../../../adapters/facebook/config.ts'
import { instagram, messenger } from '../../../adapters/facebook/index.ts'
import { createProfile } from '../../../adapters/facebook/profile.ts'
import { profileBody } from '../../../adapters/facebook/profile-body.ts'
import { profileSchema } from '../../../adapters/facebook/stand-in/check-message.ts'
import { Unreachable } from '../../../protocol/errors.ts'
import { channelContent, openHouse } from '../house.ts'
import { environmentOf, graphAnswer } from './facebook-harness.ts'

const TEXTS: Record<string, Record<string, string>> = {
  en: { hello: 'Hello!', track: 'Where is my order?', person: 'Talk to a person', shop: 'To the shop' },
  es: {
    hello: '¡Hola!',
    track: '¿Dónde está mi pedido?',
    person: 'Hablar con una persona',
    shop: 'A la tienda',
  },
  'es-MX': { hello: '¡Qué tal!' },
  'pt-BR': { hello: 'Oi!' },
}
const settings = {
  greeting: 'hello',
  iceBreakers: ['track', 'person'],
  menu: [{ text: 'track' }, { text: 'shop', url: 'https://shop.example/' }],
}
const content = (more: Partial<ChannelContent> = {}) =>
  channelContent({
    languages: ['en', 'es', 'pt-BR'],
    settings: () => settings,
    text: (locale, key) => TEXTS[locale]?.[key] ?? TEXTS[locale.split('-')[0] as string]?.[key] ?? '',
    ...more,
  })

describe('the profile of a page', () => {
  test('has the bot’s words in each locale that Meta knows', () => {
    const body = profileBody('messenger', content())
    expect(body.get_started).toEqual({ payload: 'GET_STARTED' })
    expect(body.greeting).toEqual([
      { locale: 'default', text: 'Hello!' },
      { locale: 'en_US', text: 'Hello!' },
      { locale: 'en_GB', text: 'Hello!' },
      { locale: 'es_ES', text: '¡Hola!' },
      { locale: 'es_LA', text: '¡Hola!' },
      { locale: 'es_MX', text: '¡Qué tal!' },
      { locale: 'es_CO', text: '¡Hola!' },
      { locale: 'es_CL', text: '¡Hola!' },
      { locale: 'pt_BR', text: 'Oi!' },
    ])
    expect(body.ice_breakers).toContainEqual({
      locale: 'es_ES',
      call_to_actions: [
        { question: '¿Dónde está mi pedido?', payload: 'say:¿Dónde está mi pedido?' },
        { question: 'Hablar con una persona', payload: 'say:Hablar con una persona' },
      ],
    })
    expect(body.persistent_menu).toContainEqual({
      locale: 'default',
      call_to_actions: [
        { type: 'postback', title: 'Where is my order?', payload: 'say:Where is my order?' },
        { type: 'web_url', title: 'To the shop', url: 'https://shop.example/' },
      ],
    })
  })

  test('has on Instagram neither a greeting nor a button to start', () => {
    expect(Object.keys(profileBody('instagram', content()))).toEqual(['ice_breakers', 'persistent_menu'])
  })

  test('is within the platform’s limits, whatever the texts', () => {
    const long = content({
      settings: () => ({
        greeting: 'x',
        iceBreakers: ['a', 'b', 'c', 'd', 'e'],
        menu: Array.from({ length: 25 }, () => 'x'),
      }),
      text: () => 'A text that is far too long for any of these. '.repeat(5),
    })
    for (const channel of ['messenger', 'instagram'] as const) {
      const body = {
        ...(channel === 'instagram' ? { platform: channel } : {}),
        ...profileBody(channel, long),
      }
      expect(profileSchema.safeParse(body).error).toBeUndefined()
    }
  })

  test('is empty where the bot says nothing of it, or something that can’t be read', () => {
    expect(profileBody('messenger', content({ settings: () => ({}) }))).toEqual({})
    expect(profileBody('messenger', content({ settings: () => ({ menu: 7 }) }))).toEqual({})
    expect(profileBody('messenger', content({ text: () => '' }))).toEqual({})
  })
})

/** A channel whose profile is kept until the test closes it. */
function openProfile(channel: FacebookChannel, house = openHouse({ content: () => content() })) {
  const calls: { method: string; url: string; body: { fields?: string[] } & Record<string, unknown> }[] = []
  let answer = () => graphAnswer(200, { result: 'success' })
  const settled = Promise.withResolvers<void>()
  const fetch = (async (url: unknown, init: RequestInit = {}) => {
    calls.push({ method: init.method ?? '', url: String(url), body: JSON.parse(String(init.body)) })
    queueMicrotask(settled.resolve)
    return answer()
  }) as typeof globalThis.fetch
  const adapter = channel === 'messenger' ? messenger : instagram
  const open = adapter.configure(environmentOf(channel))?.({ ...house.deps, fetch })
  return {
    house,
    calls,
    open,
    /** Starts, gives it time for what it does at once, and closes. */
    async once(answering = answer) {
      answer = answering
      open?.start?.()
      await new Promise(resolve => setTimeout(resolve, 20))
      await open?.close?.()
    },
  }
}

describe('the profile at Meta', () => {
  test('is set at the start, and not again while it is the same', async () => {
    const first = openProfile('messenger')
    await first.once()
    expect(first.calls.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'POST https://graph.test/v26.0/me/messenger_profile',
    ])
    const second = openProfile('messenger', first.house)
    await second.once()
    expect(second.calls).toEqual([])
  })

  test('is set for Instagram under its platform', async () => {
    const { calls, once } = openProfile('instagram')
    await once()
    expect(calls[0]?.url).toBe('https://ig.test/v26.0/me/messenger_profile?platform=instagram')
    expect(calls[0]?.body.platform).toBe('instagram')
  })

  test('loses what the bot no longer says, and only what we have set', async () => {
    const first = openProfile('messenger')
    await first.once()
    const { house } = first
    const less = openProfile('messenger', {
      ...house,
      deps: { ...house.deps, content: () => content({ settings: () => ({ greeting: 'hello' }) }) },
    })
    await less.once()
    expect(less.calls.map(({ method, body }) => [method, body.fields ?? Object.keys(body)])).toEqual([
      ['DELETE', ['ice_breakers', 'persistent_menu']],
      ['POST', ['get_started', 'greeting']],
    ])
    const none = openProfile('messenger', {
      ...house,
      deps: { ...house.deps, content: () => content({ settings: () => ({}) }) },
    })
    await none.once()
    expect(none.calls.map(({ method, body }) => [method, body.fields])).toEqual([
      ['DELETE', ['get_started', 'greeting']],
    ])
    const untouched = openProfile('messenger', openHouse())
    await untouched.once()
    expect(untouched.calls).toEqual([])
  })

  test('that could not be set is logged, remembered as not set, and harms nothing', async () => {
    const warnings: object[] = []
    const house = openHouse({ content: () => content() })
    house.deps.log = { ...house.deps.log, warn: fields => warnings.push(fields) }
    const { calls, once } = openProfile('messenger', house)
    await once(() => graphAnswer(400, { error: { code: 190 } }))
    expect(calls).toHaveLength(1)
    expect(warnings).toMatchObject([{ channel: 'messenger', code: 'channel.unreachable' }])
    expect(house.memory.size).toBe(0)
  })

  test('that is refused again and again for one reason is warned of once, and again for another', async () => {
    const told: string[] = []
    const house = openHouse({ content: () => content() })
    const note = (level: string) => (fields: object) =>
      told.push(`${level} ${(fields as { reason: string }).reason}`)
    house.deps.log = { ...house.deps.log, warn: note('warn'), debug: note('debug') }
    const closing = new AbortController()
    const refusals = ['one', 'one', 'other']
    const profile = createProfile({
      channel: 'instagram',
      config: { pageTokens: 'token' } as FacebookConfig,
      deps: house.deps,
      graph: () => Promise.reject(new Unreachable(refusals.shift() ?? '')),
      signal: closing.signal,
      wait: async () => (refusals.length === 0 ? closing.abort() : undefined),
    })
    profile.start()
    await profile.settled()
    expect(told).toEqual(['warn one', 'debug one', 'warn other'])
  })
})
