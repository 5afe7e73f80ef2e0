import type { App, Logger, Receiver, SocketModeReceiver } from '@slack/bolt'
import type { SlackDeps } from './deps.ts'
import { type Intake, keptAs } from './intake.ts'

const FIRST_MS = 1_000
const MOST_MS = 60_000

/**
 * Slack's envelopes come in by Bolt's own socket; what must not be lost is kept before it is acknowledged. The connection is taken up again here: Bolt's
 * own way ends the process when Slack can't be reached or the token is not taken.
 */
export function createSocketReceiver(
  Socket: typeof SocketModeReceiver,
  options: { appToken: string; apiUrl: string; logger: Logger },
  intake: Pick<Intake, 'keep'>,
  { log }: Pick<SlackDeps, 'log'>,
): Receiver {
  const { appToken, apiUrl, logger } = options
  const inner = new Socket({
    appToken,
    logger,
    autoReconnectEnabled: false,
    installerOptions: { clientOptions: { slackApiUrl: apiUrl, retryConfig: { retries: 0 } } },
  } as ConstructorParameters<typeof SocketModeReceiver>[0])
  let stopping = false
  let timer: NodeJS.Timeout | undefined
  let troubles = 0
  let connecting = false

  async function connect(): Promise<void> {
    if (stopping || connecting) return
    connecting = true
    try {
      await inner.client.start()
      if (troubles > 0) log.info({}, 'Slack is connected again')
      troubles = 0
    } catch (error) {
      if (troubles === 0)
        log.error(
          { reason: String((error as Error | undefined)?.message ?? 'closed').slice(0, 200) },
          'Slack is not connected: SLACK_APP_TOKEN must be an app-level token with connections:write, and Socket Mode switched on; it is tried again and again',
        )
      later(Math.min(MOST_MS, FIRST_MS * 2 ** troubles++))
    } finally {
      connecting = false
    }
  }

  function later(ms: number): void {
    if (stopping || timer !== undefined) return
    timer = setTimeout(() => {
      timer = undefined
      void connect()
    }, ms)
  }

  // Slack ends each connection after some hours, and asks to come back.
  inner.client.on('disconnected', () => later(50))
  // Bolt's client throws what nobody hears.
  inner.client.on('error', () => {})

  return {
    init(app) {
      const door = {
        async processEvent(event: Parameters<App['processEvent']>[0]) {
          const as = keptAs(event.body)
          if (as === undefined) return app.processEvent(event)
          await intake.keep(event.body, as)
          await event.ack()
        },
      }
      inner.init(door as unknown as App)
    },
    start: async () => connect(),
    async stop() {
      stopping = true
      clearTimeout(timer)
      await Promise.race([inner.client.disconnect(), new Promise(resolve => setTimeout(resolve, 1_000))])
    },
  }
}
