import type { Channel, ChannelDeps, SendOptions } from '../../../adapters/adapter.ts'
import { type EmailConfig, emailConfig } from '../../../adapters/email/config.ts'
import { email } from '../../../adapters/email/index.ts'
import { readMail } from '../../../adapters/email/payload.ts'
import { type EmailStandIn, startEmailStandIn } from '../../../adapters/email/stand-in/index.ts'
import { takeMail } from '../../../adapters/email/take-mail.ts'
import { type House, openHouse } from '../house.ts'

export interface EmailDoor {
  platform: EmailStandIn
  channel: Channel
  house: House
  config: EmailConfig
  /** Reads a mail as if it had just been fetched. */
  take(source: string | Uint8Array): Promise<void>
  sendOptions(idempotencyKey: string, more?: Partial<SendOptions>): SendOptions
  close(): Promise<void>
}

/** The channel between a house and a stand-in of a mail provider. The mailbox is not read before `channel.start`. */
export async function openEmail(
  environment: Record<string, string> = {},
  deps: Partial<ChannelDeps> = {},
): Promise<EmailDoor> {
  const platform = await startEmailStandIn()
  const house = openHouse(deps)
  const settings = { ...platform.environment, EMAIL_POLL_SECONDS: '1', ...environment }
  const channel = email.configure(settings)?.(house.deps)
  const config = emailConfig.parse(settings)
  if (channel === undefined || config === undefined) throw new Error('e-mail is off')
  return {
    platform,
    channel,
    house,
    config,
    take: source =>
      takeMail(
        { source: Buffer.from(source as string), id: '1000:1', arrivedAt: '2026-11-22T10:00:00.000Z' },
        { ...house.deps, readMail },
        config,
      ),
    sendOptions: (idempotencyKey, more = {}) => ({
      account: 'help@shop.example',
      threadKey: 'ana@mail.example',
      conversationId: 'cnv_1',
      idempotencyKey,
      signal: AbortSignal.timeout(5_000),
      ...more,
    }),
    async close() {
      await channel.close?.()
      await platform.close()
    },
  }
}

/** A mail as text; a missing header is left out. */
export function mailText(
  headers: Record<string, string | undefined>,
  body = 'Where is my order 10432?',
): string {
  const all: Record<string, string | undefined> = {
    From: 'Ana Muster <ana@mail.example>',
    To: 'help@shop.example',
    Subject: 'Question',
    'Message-ID': '<q1@mail.example>',
    Date: 'Sun, 22 Nov 2026 10:00:00 +0000',
    'MIME-Version': '1.0',
    'Content-Type': 'text/plain; charset=utf-8',
    ...headers,
  }
  const lines = Object.entries(all).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}: ${value}`],
  )
  return `${lines.join('\r\n')}\r\n\r\n${body}\r\n`
}
