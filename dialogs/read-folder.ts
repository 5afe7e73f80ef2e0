import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { ConfigError } from '../protocol/errors.ts'
import type { ContentFiles } from './content.ts'

/** What a conversation depends on; tests, data and actions are not in it. */
const FOLDERS = ['dialogs', 'intents', 'faq', 'locales'] as const
const FILES = ['bot.yaml', 'desk.yaml', 'products.yaml'] as const

/**
 * The content files of a bot and of what it inherits, by path: `shop/bot.yaml`, `common/dialogs/help.yaml`. The first part is the
 * bot folder's own name, and `common`.
 * @throws ConfigError when the bot's folder can't be read, holds bots instead of being one, or is named `common`.
 */
export function readBotFolder(botDir: string, commonDir: string): ContentFiles {
  const name = basename(botDir)
  if (name === 'common')
    throw new ConfigError(`${botDir}: a bot's folder can't be named "common", which is what bots inherit`)
  const files: Record<string, string> = {}
  collect(commonDir, 'common', files)
  if (!collect(botDir, name, files))
    throw new ConfigError(
      `${botDir} is no folder with a bot; a bot is a folder with a bot.yaml, as bots/shop`,
    )
  if (files[`${name}/bot.yaml`] === undefined) refuseFolderOfBots(botDir)
  return files
}

function refuseFolderOfBots(dir: string): void {
  const inside = (list(dir) ?? [])
    .map(name => join(dir, name))
    .filter(folder => list(folder)?.includes('bot.yaml'))
  if (inside.length > 0)
    throw new ConfigError(`${dir} holds bots and is none; name one of them: ${inside.join(', ')}`)
}

function collect(dir: string, prefix: string, files: Record<string, string>): boolean {
  const names = list(dir)
  if (!names) return false
  for (const name of FILES) if (names.includes(name)) files[`${prefix}/${name}`] = read(join(dir, name))
  for (const folder of FOLDERS)
    for (const name of list(join(dir, folder)) ?? [])
      if (/\.ya?ml$/i.test(name)) files[`${prefix}/${folder}/${name}`] = read(join(dir, folder, name))
  return true
}

const read = (path: string): string => readFileSync(path, 'utf8')

/** Undefined when there is no such folder. */
function list(dir: string): string[] | undefined {
  try {
    return readdirSync(dir, { withFileTypes: true })
      .filter(entry => !entry.name.startsWith('.'))
      .map(entry => entry.name)
      .sort()
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw new ConfigError(`${dir} can't be read (${code}); the bot's files must be readable`, {
      cause: error,
    })
  }
}
