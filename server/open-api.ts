import { slidingWindow } from '../adapters/rate-limit.ts'
import { USUAL_DESK_SETTINGS } from '../dialogs/desk-settings.ts'
import { causesOf } from '../handoff/causes.ts'
import { deskAgents } from '../handoff/desk-agents.ts'
import type { DeskSetup } from '../handoff/routes/deps.ts'
import { createDeskRoutes } from '../handoff/routes/desk-routes.ts'
import { figureRoutes } from '../handoff/routes/figures.ts'
import { viewerOf } from '../handoff/routes/viewer.ts'
import { createDeskStream } from '../handoff/stream/desk-stream.ts'
import { seenBy } from '../handoff/visibility.ts'
import type { ApiRoute } from '../protocol/api/route.ts'
import { isoTime } from '../protocol/clock.ts'
import type { HttpAnswer, HttpRequest, HttpRoute } from '../protocol/http.ts'
import { createOnce } from './api/once.ts'
import { openApiRoute } from './api/openapi-route.ts'
import { type SignedIn, serveApi } from './api/serve-api.ts'
import { createAuth } from './auth/auth.ts'
import { deskCanned, deskTranslateReply } from './desk-replies.ts'
import { deskTemplates } from './desk-templates.ts'
import { keepUpload } from './keep-upload.ts'
import type { House } from './open-loops.ts'
import { DECOY_HASH, hashPassword, verifyPassword } from './password.ts'

export interface Api {
  /** All of /api/v1, and its description. */
  routes: HttpRoute[]
  /** The same as declared: what other desks do goes the console's way. */
  declared: readonly ApiRoute[]
  close(): void
}

export function openApi(house: House): Api {
  const { config, clock, log, store } = house
  const setup = () => setupOf(house)
  const auth = createAuth({
    ...store,
    clock,
    hashPassword,
    verifyPassword,
    decoyHash: DECOY_HASH,
    secure: config.publicUrl?.startsWith('https:') ?? false,
    ownOrigins: config.publicUrl === undefined ? [] : [new URL(config.publicUrl).origin],
  })
  const rate = slidingWindow({ limit: config.rateApiPerMinute, windowMs: 60_000 })
  async function authenticate(request: HttpRequest): Promise<SignedIn | HttpAnswer> {
    const found = await auth.authenticate(request)
    if ('status' in found) return found
    const { id, name, email, role } = found.agent
    const teams = seenBy(setup().teams, { email, role })
    // A program shows no sign of life: what it takes is not taken back for want of one.
    const desk = found.scopes === undefined ? 'console' : 'api'
    return { ...found, caller: { id, name, email, role, teams, desk } }
  }
  const desk = {
    agents: store.agents.list,
    presence: store.presence.list,
    loads: store.agents.loads,
    setup,
    clock,
  }
  const stream = createDeskStream({
    store,
    shown: house.packages,
    agents: store.agents.list,
    clock,
    log,
    presence: { list: () => deskAgents(desk), seen: store.presence.seen },
    async recheck(request) {
      const found = await authenticate(request)
      if (!('caller' in found)) return undefined
      return { caller: found.caller, viewer: viewerOf({ setup }, found.caller, request) }
    },
    onWake: store.onWake,
  })
  const routes = [
    ...auth.routes,
    ...createDeskRoutes({
      store,
      packages: house.packages,
      canned: deskCanned(house),
      translateReply: deskTranslateReply(house),
      ...desk,
      setPresence: (agentId, status) => store.presence.set(agentId, status, isoTime(clock())),
      stream,
      showTyping: house.typing.agent,
      ...deskTemplates(house),
      keepUpload: (file, agentId) => keepUpload(house, file, agentId),
      maxUploadBytes: config.mediaMaxBytes,
    }),
    ...figureRoutes({ figures: store.figures, clock }),
  ]
  return {
    declared: routes,
    routes: serveApi([...routes, openApiRoute(routes, config.publicUrl ?? '/')], {
      authenticate,
      rate: caller => rate.take(caller.id, clock()),
      once: createOnce({ idempotent: store.idempotent, clock }),
    }),
    close() {
      stream.close()
      house.typing.close()
    },
  }
}

export function setupOf(house: House): DeskSetup {
  const { contents, channels } = house
  const { bot, desk } = contents.current()
  const { capacity, offerMs, causes } = desk ?? USUAL_DESK_SETTINGS
  return {
    bot: bot.bot,
    languages: [...bot.languages],
    channels: channels.map(({ channel }) => channel),
    teams: desk?.teams ?? [],
    capacity,
    offerMs,
    causes: language => causesOf(causes, house.words(language).cause),
    translates: house.translator !== undefined,
  }
}
