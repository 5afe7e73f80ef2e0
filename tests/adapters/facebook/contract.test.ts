import type { FacebookChannel } from '../../../adapters/facebook/config.ts'
import { type AdapterHarness, adapterContract } from '../../contracts/adapter.ts'
import {
  CUSTOMER,
  environmentOf,
  graphAnswer,
  openFacebook,
  PAGE,
  prepareRecorded,
  shownBy,
  signedCall,
} from './facebook-harness.ts'

/** Both channels of the folder, each where it has the webhook for itself: it reads the other's events too. */
const harnessOf = (channel: FacebookChannel): AdapterHarness => ({
  folder: 'facebook',
  environment: environmentOf(channel),
  async open() {
    const one = openFacebook(channel)
    const graphError = (status: number, code: number) => () =>
      one.answer(() => graphAnswer(status, { error: { code, message: 'said by the platform' } }))
    return {
      channel: one.channel,
      received: () => one.house.received,
      prepare: prepareRecorded,
      forge: call => ({
        ...call,
        headers: { ...call.headers, 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` },
      }),
      sendOptions: idempotencyKey => ({
        account: PAGE,
        threadKey: CUSTOMER,
        conversationId: 'cnv_1',
        idempotencyKey,
        signal: AbortSignal.timeout(5000),
      }),
      troubles: {
        busy: graphError(400, 613),
        gone: graphError(500, 2),
        refusing: graphError(400, 551),
        silent: () =>
          one.answer(() => {
            throw Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNRESET' } })
          }),
      },
      garbage: body => [
        { method: 'POST', path: '/webhooks/facebook', body },
        { method: 'POST', path: '/webhooks/facebook', headers: { 'x-hub-signature-256': 'sha256=' }, body },
        signedCall(Buffer.from(body).toString('latin1')),
      ],
    }
  },
  shown: shownBy,
})

adapterContract('messenger', harnessOf('messenger'))
adapterContract('instagram', harnessOf('instagram'))
