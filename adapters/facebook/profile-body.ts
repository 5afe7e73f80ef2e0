import { z } from 'zod'
import type { JsonObject } from '../../protocol/json.ts'
import type { ChannelContent } from '../adapter.ts'
import { shortTitle } from '../choice-form.ts'
import type { FacebookChannel } from './config.ts'
import { metaLocales } from './locales.ts'
import { GET_STARTED, SAYS } from './parse-message.ts'
import { shorten } from './payload.ts'

const key = z.string().min(1)

/** `channels.messenger` and `channels.instagram` in bot.yaml: keys of texts, so that each language has its own words. */
const settingsSchema = z.object({
  greeting: key.optional(),
  iceBreakers: z.array(key).optional(),
  menu: z.array(z.union([key, z.object({ text: key, url: z.url().optional() })])).optional(),
})
type Settings = z.infer<typeof settingsSchema>

/** What the platform shows of each, in UTF-16 units; the rest is cut. */
export const PROFILE_CHARS = { greeting: 160, iceBreakers: 80, menu: 30 } as const
const MOST_ICE_BREAKERS = 4
const MENU_ENTRIES = 20

/** A payload may have 1000 characters. */
const sayingPayload = (text: string) => SAYS + shorten(text, 990)

type Words = (key: string) => string

/**
 * What the platform shows beside the conversation, by locale: the greeting, "Get started", questions to begin with, and the menu. An entry comes back as if
 * its words were typed. `{}` when the bot says nothing of it; a setting that can't be read counts as missing.
 * @see https://developers.facebook.com/docs/messenger-platform/reference/messenger-profile-api (read 2026-11)
 */
export function profileBody(channel: FacebookChannel, content: ChannelContent): JsonObject {
  const settings = settingsSchema.safeParse(content.settings(channel)).data ?? {}
  const localized = (make: (words: Words) => JsonObject | undefined): JsonObject[] => {
    const [first = 'en'] = content.languages
    const locales = [{ locale: 'default', language: first }, ...metaLocales(content.languages)]
    return locales.flatMap(({ locale, language }) => {
      const made = make(name => content.text(language, name).trim())
      return made === undefined ? [] : [{ locale, ...made }]
    })
  }
  const parts: [string, JsonObject[]][] = [
    ['greeting', channel === 'messenger' ? localized(words => greeting(settings, words)) : []],
    ['ice_breakers', localized(words => iceBreakers(settings, words))],
    ['persistent_menu', localized(words => menu(settings, words))],
  ]
  const body = Object.fromEntries(parts.filter(([, list]) => list.length > 0))
  // A menu and a greeting need the button; Instagram has none.
  const needsStart = channel === 'messenger' && Object.keys(body).length > 0
  return needsStart ? { get_started: { payload: GET_STARTED }, ...body } : body
}

function greeting({ greeting }: Settings, words: Words): JsonObject | undefined {
  const text = greeting === undefined ? '' : words(greeting)
  return text === '' ? undefined : { text: shortTitle(text, PROFILE_CHARS.greeting) }
}

function iceBreakers({ iceBreakers: keys = [] }: Settings, words: Words): JsonObject | undefined {
  const questions = keys.slice(0, MOST_ICE_BREAKERS).map(words).filter(Boolean)
  if (questions.length === 0) return undefined
  const actions = questions.map(text => ({
    question: shortTitle(text, PROFILE_CHARS.iceBreakers),
    payload: sayingPayload(text),
  }))
  return { call_to_actions: actions }
}

function menu({ menu: entries = [] }: Settings, words: Words): JsonObject | undefined {
  const actions = entries.slice(0, MENU_ENTRIES).flatMap((entry): JsonObject[] => {
    const { text, url } = typeof entry === 'string' ? { text: entry, url: undefined } : entry
    const title = shortTitle(words(text), PROFILE_CHARS.menu)
    if (title === '') return []
    if (url !== undefined) return [{ type: 'web_url', title, url }]
    return [{ type: 'postback', title, payload: sayingPayload(words(text)) }]
  })
  return actions.length === 0 ? undefined : { call_to_actions: actions }
}
