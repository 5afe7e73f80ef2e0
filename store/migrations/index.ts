import { conversations } from './000001-conversations.ts'
import { deskAndWebchat } from './000002-desk-and-webchat.ts'
import { channels } from './000003-channels.ts'
import { identities } from './000004-identities.ts'
import { closedWindows } from './000005-closed-windows.ts'
import { desk } from './000006-desk.ts'
import { accounts } from './000007-accounts.ts'
import { slack } from './000008-slack.ts'
import { surveys } from './000009-surveys.ts'
import { translations } from './000010-translations.ts'
import { search } from './000011-search.ts'
import { figures } from './000012-figures.ts'
import type { Migration } from './migration.ts'

/** All migrations, by number. A new one is a file and a line here. */
export const MIGRATIONS: readonly Migration[] = [
  conversations,
  deskAndWebchat,
  channels,
  identities,
  closedWindows,
  desk,
  accounts,
  slack,
  surveys,
  translations,
  search,
  figures,
]

/** The table of applied ones, the only one that is not made by a migration. */
export const MIGRATIONS_TABLE = 'conserje_migrations'
