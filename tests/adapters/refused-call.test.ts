import { expect, test } from 'vitest'
import type { ChannelDeps } from '../../adapters/adapter.ts'
import { adapters } from '../../adapters/index.ts'
import { tellRefusals, whyUnsigned } from '../../adapters/refused-call.ts'
import { standIns } from '../../adapters/stand-ins.ts'
import { silentLog } from '../../protocol/log.ts'
import { callRoute } from './door.ts'
import { openHouse } from './house.ts'

function keepWarnings() {
  const warnings: { fields: object; message: string }[] = []
  const log = { ...silentLog, warn: (fields: object, message: string) => warnings.push({ fields, message }) }
  return { log, warnings }
}

test('a refused call is told at once, and then once a minute with how many there were', () => {
  const { log, warnings } = keepWarnings()
  let now = 1_000_000
  const refuse = tellRefusals({ log, clock: () => now }, 'sms', 'check SMS_SECRET')
  for (let n = 0; n < 5; n++) refuse(whyUnsigned(undefined))
  now += 61_000
  refuse(whyUnsigned('sha256=0'))
  expect(warnings).toEqual([
    {
      fields: { channel: 'sms', refused: 1 },
      message: 'a call to the webhook was refused: it bears no signature; check SMS_SECRET',
    },
    {
      fields: { channel: 'sms', refused: 5 },
      message: 'a call to the webhook was refused: it is signed with another secret; check SMS_SECRET',
    },
  ])
})

test.each([
  ['botframework', { authorization: 'Bearer x' }, 'MICROSOFT_APP_ID'],
  ['instagram', { 'x-hub-signature-256': 'sha256=00' }, 'FACEBOOK_APP_SECRET'],
  ['messenger', {}, 'FACEBOOK_APP_SECRET'],
  ['twitter', { 'x-twitter-webhooks-signature': 'sha256=00' }, 'TWITTER_CONSUMER_SECRET'],
  ['whatsapp', { 'x-hub-signature-256': 'sha256=00' }, 'WHATSAPP_APP_SECRET'],
])(
  '%s tells the operator which setting to look at, and no secret',
  async (name, headers, setting) => {
    const platform = await (await standIns[name]?.())?.start()
    const { log, warnings } = keepWarnings()
    const adapter = adapters.find(({ channel }) => channel === name)
    const { deps, received } = openHouse({ log })
    const channel = await adapter?.configure({ ...platform?.environment })?.(deps as ChannelDeps as never)
    const { method = 'POST', path = '' } = channel?.routes.find(route => route.method === 'POST') ?? {}
    const body = Buffer.from(
      JSON.stringify({
        type: 'message',
        id: 'secret words',
        channelId: 'msteams',
        serviceUrl: 'https://x.example/',
      }),
    )
    for (let n = 0; n < 3; n++) {
      const answer = await callRoute(channel as never, { method, path, headers, body } as never)
      expect(answer.status).toBe(401)
    }
    await channel?.close?.()
    await platform?.close()
    expect(received).toEqual([])
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toMatchObject({ fields: { channel: name } })
    expect(warnings[0]?.message).toContain(setting)
    const secrets = Object.entries(platform?.environment ?? {}).filter(([key]) =>
      /SECRET|TOKEN|PASSWORD/.test(key),
    )
    for (const secret of ['secret words', ...secrets.map(([, value]) => value)])
      expect(JSON.stringify(warnings)).not.toContain(secret)
  },
  60_000,
)

test('a handshake with the wrong word is told too', async () => {
  const platform = await (await standIns.whatsapp?.())?.start()
  const { log, warnings } = keepWarnings()
  const whatsapp = adapters.find(({ channel }) => channel === 'whatsapp')
  const channel = await whatsapp?.configure({ ...platform?.environment })?.(openHouse({ log }).deps as never)
  const path = '/webhooks/whatsapp?hub.mode=subscribe&hub.verify_token=guess&hub.challenge=1'
  const answer = await callRoute(channel as never, { method: 'GET', path, headers: {}, body: '' } as never)
  expect(answer.status).toBe(403)
  expect(warnings[0]?.message).toMatch(/does not know our verify token.*WHATSAPP_VERIFY_TOKEN/)
  await platform?.close()
})
