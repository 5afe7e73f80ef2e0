import { createAccessTokens } from '../access-tokens.ts'
import { type Channel, type ChannelDeps, defineAdapter } from '../adapter.ts'
import { type EmailConfig, emailConfig } from './config.ts'
import { limits } from './limits.ts'
import { createMailReader } from './mail-reader.ts'
import { readMailbox } from './mailbox.ts'
import { accountOf } from './parse.ts'
import { render } from './render.ts'
import { createSend } from './send.ts'

/**
 * E-mail: a mailbox read by IMAP, answers by SMTP. A customer's address is the thread.
 * @see docs/channels/email.md
 */
export const email = defineAdapter<EmailConfig, ChannelDeps>({
  channel: 'email',
  config: emailConfig,
  limits,
  open(config, deps): Channel {
    const ending = new AbortController()
    const tokens = tokensOf(config, deps)
    const mails = createMailReader()
    let reading: Promise<void> | undefined
    return {
      channel: 'email',
      limits,
      begins: { account: accountOf(config) },
      render: (activities, context) => render(activities, context, deps.content().name),
      send: createSend(config, deps, tokens),
      routes: [],
      start() {
        mails.prepare()
        reading ??= readMailbox({ config, deps, tokens, mails }, ending.signal)
      },
      async close() {
        ending.abort()
        await reading
        await mails.close()
      },
    }
  },
})

const tokensOf = ({ oauth }: EmailConfig, deps: ChannelDeps) =>
  oauth && createAccessTokens({ channel: 'email', settings: 'the EMAIL_OAUTH settings', ...oauth }, deps)
