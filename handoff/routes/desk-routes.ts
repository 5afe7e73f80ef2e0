import type { ApiRoute } from '../../protocol/api/route.ts'
import { actRoutes } from './acts.ts'
import { cannedRoutes } from './canned.ts'
import { conversationRoutes } from './conversations.ts'
import type { DeskDeps } from './deps.ts'
import { deskRoutes } from './desk.ts'
import { queueRoutes } from './queue.ts'
import { streamRoutes } from './stream.ts'
import { templateRoutes } from './templates.ts'
import { typingRoutes } from './typing.ts'
import { uploadRoutes } from './uploads.ts'
import { verbRoutes } from './verbs.ts'

/** All routes of the desk, as declared; `serveApi` serves them. */
export const createDeskRoutes = (deps: DeskDeps): ApiRoute[] => [
  ...deskRoutes(deps),
  ...queueRoutes(deps),
  ...verbRoutes(deps),
  ...actRoutes(deps),
  ...cannedRoutes(deps),
  ...conversationRoutes(deps),
  ...uploadRoutes(deps),
  ...templateRoutes(deps),
  ...typingRoutes(deps),
  ...streamRoutes(deps),
]
