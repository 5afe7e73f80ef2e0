import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Content, ContentFiles } from '../dialogs/content.ts'
import { loadContent } from '../dialogs/load.ts'
import { readBotFolder } from '../dialogs/read-folder.ts'
import type { Action } from '../protocol/call.ts'
import { ContentError } from '../protocol/errors.ts'
import { BUILT_IN_ACTIONS } from './built-in-actions.ts'

/** Where a bot's files lie; paths are absolute. */
export interface BotFolder {
  /** The folder's name, the first part of its files' paths. */
  name: string
  dir: string
  /** What every bot inherits. */
  commonDir: string
}

/**
 * The bot in a folder, ready to run; `own` are the actions of its `actions/`.
 * @throws ContentError with every fault at once, when one of them is an error
 * @throws ConfigError when there is no such folder
 */
export function loadBotFolder(bot: BotFolder, own: readonly Action[] = []): Content {
  const fileExists = (path: string) => existsSync(join(bot.dir, path))
  return parseBot(readBotFolder(bot.dir, bot.commonDir), bot.name, own, fileExists)
}

/**
 * A bot from its files, as a folder or the database keeps them.
 * @throws ContentError when this program can't run them
 */
export function parseBot(
  files: ContentFiles,
  name: string,
  own: readonly Action[] = [],
  fileExists: (path: string) => boolean = () => true,
): Content {
  const { content, faults } = loadContent(files, {
    bot: name,
    actions: [...BUILT_IN_ACTIONS, ...own],
    fileExists,
  })
  if (content === undefined) throw new ContentError(faults.filter(({ severity }) => severity === 'error'))
  return content
}
