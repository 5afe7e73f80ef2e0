import { afterEach } from 'vitest'
import { payloadSchema } from '../../../adapters/email/render.ts'
import { type AdapterHarness, adapterContract } from '../../contracts/adapter.ts'
import { type EmailDoor, openEmail } from './email-harness.ts'

const opened: EmailDoor[] = []

const harness: AdapterHarness = {
  environment: {
    IMAP_URL: 'imaps://help%40shop.example:secret@imap.shop.example/INBOX',
    SMTP_URL: 'smtps://help%40shop.example:secret@smtp.shop.example',
    EMAIL_FROM: 'Casa Lumen <help@shop.example>',
  },
  isLetter: true,
  async open() {
    const door = await openEmail()
    opened.push(door)
    let signal: AbortSignal | undefined
    return {
      channel: door.channel,
      received: () => door.house.received,
      prepare: recorded => recorded,
      async call({ body }) {
        await door.take(body as string)
        return { status: 200 }
      },
      sendOptions: key => door.sendOptions(key, signal === undefined ? {} : { signal }),
      troubles: {
        busy: () => door.platform.fail('rateLimited'),
        gone: () => door.platform.fail('serverError'),
        refusing: () => door.platform.fail('refused'),
        silent: () => {
          door.platform.fail('timeoutAfter')
          signal = AbortSignal.timeout(1_000)
        },
      },
      garbage: () => [],
    }
  },
  shown: payload => ({ text: payloadSchema.parse(payload).text, buttons: [] }),
}

afterEach(async () => {
  for (const door of opened.splice(0)) await door.close()
})

adapterContract('email', harness)
