import { z } from 'zod'
import { ConfigError } from '../../../protocol/errors.ts'
import { type ChannelChoice, readChannels } from './channels.ts'

/** What the operator set for Slack. */
export interface SlackConfig {
  botToken: string
  /** HTTP mode: what Slack signs with. */
  signingSecret?: string
  /** Socket Mode. */
  appToken?: string
  channels: ChannelChoice
  /** Of the Web API, with a slash at the end. */
  apiUrl: string
  /** Who may act from Slack: whose e-mail address there has an account here, or anybody in the channel under their name in Slack. */
  agents: 'accounts' | 'anyone'
  /** Whether a channel's readers see e-mail addresses, phones and the like. Card numbers and passwords they never do. */
  personal: 'shown' | 'masked'
}

const SETTINGS = {
  SLACK_BOT_TOKEN: [z.string().regex(/^xox[bep]-\S{4,}$/), 'the bot token of the Slack app, xoxb-…'],
  SLACK_SIGNING_SECRET: [z.string().min(16), "the app's signing secret (Basic Information)"],
  SLACK_APP_TOKEN: [z.string().regex(/^xapp-\S{4,}$/), 'an app-level token with connections:write, xapp-…'],
  SLACK_CHANNEL: [
    z.string().transform((text, context) => {
      const choice = readChannels(text)
      if (choice === undefined) context.addIssue({ code: 'custom', message: 'no channels' })
      return choice ?? z.NEVER
    }),
    'ids of channels, as C0GENERAL, or by language and team, as C0GENERAL;es=C0SPANISH;team:madrid=C0MADRID',
  ],
  SLACK_API_URL: [z.url({ protocol: /^https?$/ }), 'where the Web API is, as https://slack.com/api/'],
  SLACK_PERSONAL_DATA: [z.enum(['shown', 'masked']), 'shown or masked'],
  SLACK_AGENTS: [z.enum(['accounts', 'anyone']), 'accounts or anyone'],
} as const satisfies Record<string, readonly [z.ZodType, string]>
type Name = keyof typeof SETTINGS

/**
 * Reads Slack's settings; undefined when none is set: Slack is off then.
 * @throws ConfigError that names each wrong or missing one, a line each; values are not repeated
 */
export function readSlackConfig(env: Readonly<Record<string, string | undefined>>): SlackConfig | undefined {
  const given = (name: Name) => (env[name] === '' ? undefined : env[name])
  const on = (['SLACK_BOT_TOKEN', 'SLACK_SIGNING_SECRET', 'SLACK_APP_TOKEN', 'SLACK_CHANNEL'] as const).some(
    name => given(name) !== undefined,
  )
  if (!on) return undefined
  const faults: string[] = []
  const read = <N extends Name>(name: N, needed: boolean): z.output<(typeof SETTINGS)[N][0]> | undefined => {
    const value = given(name)
    const [schema, expected] = SETTINGS[name]
    if (value === undefined) {
      if (needed) faults.push(`${name} is missing: it should be ${expected}`)
      return undefined
    }
    const parsed = schema.safeParse(value)
    if (!parsed.success) faults.push(`${name} should be ${expected}`)
    return parsed.data as z.output<(typeof SETTINGS)[N][0]> | undefined
  }
  const botToken = read('SLACK_BOT_TOKEN', true)
  const appToken = read('SLACK_APP_TOKEN', false)
  const signingSecret = read('SLACK_SIGNING_SECRET', given('SLACK_APP_TOKEN') === undefined)
  const channels = read('SLACK_CHANNEL', true)
  const apiUrl = read('SLACK_API_URL', false) ?? 'https://slack.com/api/'
  const personal = read('SLACK_PERSONAL_DATA', false) ?? 'shown'
  const agents = read('SLACK_AGENTS', false) ?? 'accounts'
  if (faults.length > 0 || botToken === undefined || channels === undefined) {
    throw new ConfigError(faults.join('\n'))
  }
  return {
    botToken,
    ...(signingSecret !== undefined && { signingSecret }),
    ...(appToken !== undefined && { appToken }),
    channels,
    apiUrl: apiUrl.endsWith('/') ? apiUrl : `${apiUrl}/`,
    agents,
    personal,
  }
}
