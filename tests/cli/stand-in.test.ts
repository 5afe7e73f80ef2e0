import { PassThrough } from 'node:stream'
import { describe, expect, test } from 'vitest'
import type { Inbound } from '../../adapters/adapter.ts'
import { adapters } from '../../adapters/index.ts'
import { standIns } from '../../adapters/stand-ins.ts'
import type { WebchatDeps } from '../../adapters/webchat/deps.ts'
import { standIn, WEBHOOK_PATHS } from '../../cli/stand-in.ts'
import type { HttpRoute } from '../../protocol/http.ts'
import { serveChannel } from '../adapters/channel-server.ts'
import { type House, openHouse, renderContext } from '../adapters/house.ts'
import { eventually } from '../eventually.ts'
import { runCommand } from './run-command.ts'

/** The command under way, with what it writes and somebody who types. */
function running(...args: string[]) {
  const stdin = new PassThrough()
  let written = ''
  const stdout = {
    write(text: string | Uint8Array) {
      written += String(text)
      return true
    },
  }
  const io = { stdout, stderr: stdout, stdin, cwd: process.cwd(), env: {} }
  const ended = standIn.run(args, io as never)
  const until = async (text: string) => {
    await eventually(() => expect(written).toContain(text))
    return written
  }
  return { ended, until, type: (line: string) => stdin.write(`${line}\n`) }
}

async function arrived({ received }: House, count: number): Promise<void> {
  await eventually(() => expect(received).toHaveLength(count))
}

describe('conserje stand-in', () => {
  test('speaks with a server as the platform does, and shows what the customer sees', async () => {
    const house = openHouse()
    const door: { routes: readonly HttpRoute[] } = { routes: [] }
    const server = await serveChannel(door)
    const platform = running('whatsapp', '--webhook', `${server.url}/webhooks/whatsapp`)
    const opening = await platform.until('export WHATSAPP_ACCESS_TOKEN')
    const environment = Object.fromEntries(
      [...opening.matchAll(/export (\w+)='(.*)'/g)].map(match => [match[1] as string, match[2]]),
    )
    const whatsapp = adapters.find(adapter => adapter.channel === 'whatsapp')
    const channel = await whatsapp?.configure(environment)?.(house.deps as WebchatDeps)
    if (!channel) throw new Error('whatsapp is off')
    door.routes = channel.routes
    platform.type('Where is my order?')
    await arrived(house, 1)
    const [{ account, threadKey, address = null, activity, customer } = {} as Inbound] = house.received
    expect(activity.text).toBe('Where is my order?')
    expect(customer?.name).toBe('Ana')
    const actions = ['Yes', 'No'].map(title => ({ type: 'postBack', title, value: { choice: title } }))
    const [payload = null] = channel.render(
      [{ type: 'message', text: 'This one?', suggestedActions: { actions } }],
      renderContext({ account, threadKey }),
    )
    const signal = AbortSignal.timeout(5_000)
    await channel.send(payload, {
      account,
      threadKey,
      address,
      conversationId: 'cnv_1',
      idempotencyKey: 'out_1:0',
      signal,
    })
    await platform.until('→ 34600000001: This one?\n    [Yes] [No]')
    platform.type('/press no')
    await arrived(house, 2)
    expect(house.received[1]?.activity.value).toEqual({ choice: 'No' })
    platform.type('/fail serverError')
    await platform.until('the next calls (1) run into serverError')
    const again = { account, threadKey, address, conversationId: 'cnv_1', idempotencyKey: 'out_2:0' }
    await expect(channel.send(payload, { ...again, signal: AbortSignal.timeout(15_000) })).rejects.toThrow()
    await platform.until('✗ POST /v26.0/7001/messages: 503 ')
    platform.type('/quit')
    expect(await platform.ended).toBe(0)
    await server.close()
  }, 20_000)

  test('tells in JSON what happened, and what is wrong with a line', async () => {
    const stdin = '/as Bo\n/fail refused 2\n/fail nonsense\n/random 2\n/dance\n\nhello\n/press Yes\n'
    const webhook = 'http://127.0.0.1:9/webhooks/whatsapp'
    const { code, stdout } = await runCommand(standIn, ['whatsapp', '--json', '--webhook', webhook], {
      stdin,
    })
    expect(code).toBe(0)
    const [started, ...rest] = stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line))
    expect(started).toMatchObject({ happened: 'started', channel: 'whatsapp', webhook })
    expect(rest).toEqual([
      { happened: 'set', note: 'now Bo (34600000002) types' },
      { happened: 'set', note: 'the next calls (2) run into refused' },
      { happened: 'fault', note: expect.stringContaining('/fail takes a kind') },
      { happened: 'fault', note: '/random takes a share from 0 to 1' },
      { happened: 'fault', note: expect.stringContaining('there is no /dance') },
      { happened: 'delivered', status: 0 },
      { happened: 'delivered', status: 404 },
    ])
  }, 20_000)

  test('tells how it is used', async () => {
    for (const [alias, channel] of [
      ['x', 'twitter'],
      ['Facebook', 'messenger'],
    ] as const) {
      const { stdout } = await runCommand(standIn, [alias], { stdin: '/quit\n' })
      expect(stdout).toContain(`${channel} stands in at `)
    }
    expect((await runCommand(standIn, ['nowhere'])).stderr).toContain('expected a channel: ')
    expect((await runCommand(standIn, ['whatsapp', '--port', 'x'])).code).toBe(2)
    expect((await runCommand(standIn, ['whatsapp', '--webhook', 'x'])).code).toBe(2)
    expect((await runCommand(standIn, ['--help'])).stdout).toContain('Usage: conserje stand-in')
  })

  test('knows where each channel gets what its platform delivers', async () => {
    for (const [name, load] of Object.entries(standIns)) {
      const platform = await (await load()).start()
      const adapter = adapters.find(({ channel }) => channel === name)
      const channel = await adapter?.configure(platform.environment)?.(openHouse().deps as WebchatDeps)
      expect(channel?.routes.find(({ method }) => method === 'POST')?.path, name).toBe(WEBHOOK_PATHS[name])
      await channel?.close?.()
      await platform.close()
    }
  })
})
