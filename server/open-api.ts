import type { DeskSetup } from '../handoff/routes/deps.ts'
import { createDeskRoutes } from '../handoff/routes/desk-routes.ts'
import { figureRoutes } from '../handoff/routes/figures.ts'
import { seenBy } from '../handoff/visibility.ts'
import type { HttpRoute } from '../protocol/http.ts'
import { openApiRoute } from './api/openapi-route.ts'
import { serveApi } from './api/serve-api.ts'
import { createAuth } from './auth.ts'
import { keepUpload } from './keep-upload.ts'
import type { House } from './open-loops.ts'
import { DECOY_HASH, verifyPassword } from './password.ts'

/** All of /api/v1, and its description. */
export function openApi(house: House): HttpRoute[] {
  const { config, clock, store } = house
  const setup = () => setupOf(house)
  const auth = createAuth({
    agents: store.agents,
    tries: store.tries,
    clock,
    verifyPassword,
    decoyHash: DECOY_HASH,
    secure: config.publicUrl?.startsWith('https:') ?? false,
  })
  const routes = [
    ...auth.routes,
    ...createDeskRoutes({
      store,
      packages: house.packages,
      clock,
      setup,
      agents: store.agents.list,
      presence: store.presence.list,
      loads: store.agents.loads,
      keepUpload: (file, agentId) => keepUpload(house, file, agentId),
      maxUploadBytes: config.mediaMaxBytes,
    }),
    ...figureRoutes({ figures: store.figures, clock }),
  ]
  return serveApi([...routes, openApiRoute(routes, config.publicUrl ?? '/')], {
    async authenticate(request) {
      const agent = await auth.authenticate(request)
      if ('status' in agent) return agent
      const { id, name, email, role } = agent
      return { caller: { id, name, email, role, teams: seenBy(setup().teams, { email, role }) } }
    },
  })
}

/** Active hand-offs that an agent has before no more are offered. */
const CAPACITY = 4

function setupOf({ contents, channels }: House): DeskSetup {
  const { bot, desk } = contents.current()
  return {
    bot: bot.bot,
    languages: [...bot.languages],
    channels: channels.map(({ channel }) => channel),
    teams: desk?.teams ?? [],
    capacity: CAPACITY,
    causes: () => [],
    translates: false,
  }
}
