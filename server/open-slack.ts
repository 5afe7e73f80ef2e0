import { openSlackDesk, type SlackDeskDoor } from '../handoff/desks/slack/index.ts'
import type { ApiRoute } from '../protocol/api/route.ts'
import { createDeliverDesk } from './deliver-desk.ts'
import type { House, Part } from './open-loops.ts'
import { createSlackDesk } from './slack-desk.ts'
import { createSlackNotices } from './slack-notices.ts'
import type { Loop } from './take-turns.ts'

/** Slack as a desk, where it is switched on. */
export interface Slack extends Pick<SlackDeskDoor, 'routes'> {
  /** Of the stations that this process serves; not yet started. */
  loops(only: readonly Part[], worker: string): Loop[]
}

const OFF: Slack = { routes: [], loops: () => [] }

/** Bolt is loaded only here, and only when Slack is on. */
export async function openSlack(house: House, declared: readonly ApiRoute[]): Promise<Slack> {
  const { config, store, clock, log, metrics } = house
  if (config.slack === undefined) return OFF
  const desk = createSlackDesk(house, declared, config.slack)
  const { publicUrl } = config
  let name = 'server'
  const door = await openSlackDesk(config.slack, {
    store: store.slack,
    desk,
    clock,
    log,
    fetch,
    memory: {
      get: key => store.settings.get(`slack.${key}`),
      set: (key, value) => store.settings.set(`slack.${key}`, value),
    },
    ...(publicUrl !== undefined && { consoleUrl: (id: string) => `${publicUrl}/console/handoffs/${id}` }),
    worker: () => name,
    maxFileBytes: config.mediaMaxBytes,
  })
  return {
    routes: door.routes,
    loops: (only, worker) => {
      name = worker
      return [
        ...(only.includes('receive') ? [{ start: door.start, stop: door.stop }] : []),
        ...(only.includes('deliver')
          ? [
              createSlackNotices({ store, nameOf: desk.nameOf, clock, log }),
              createDeliverDesk({
                store,
                carry: door.carry,
                clock,
                log,
                worker,
                onDelivered: (row, outcome) =>
                  metrics.delivered({ ...row, channel: 'slack' }, outcome, false),
              }),
            ]
          : []),
      ]
    },
  }
}
