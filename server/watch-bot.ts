import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { readBotFolder } from '../dialogs/read-folder.ts'
import type { Understander } from '../intents/understander.ts'
import type { Action } from '../protocol/call.ts'
import { type BotFolder, parseBot } from './bot.ts'
import { type HotReload, startHotReload } from './hot-reload.ts'
import type { House } from './open-loops.ts'
import { openUnderstander } from './understander.ts'
import { watchFolders } from './watch-folder.ts'

/** Takes the files of a bot's folder, and of what it inherits, over whenever they are saved. */
export function watchBot(
  { contents, config, log }: Pick<House, 'contents' | 'config' | 'log'>,
  { bot, own, onLearnt }: { bot: BotFolder; own: readonly Action[]; onLearnt(learnt: Understander): void },
): HotReload {
  const fileExists = (path: string) => existsSync(join(bot.dir, path))
  return startHotReload({
    contents,
    read: () => readBotFolder(bot.dir, bot.commonDir),
    parse: files => parseBot(files, bot.name, own, fileExists),
    learn: training => openUnderstander(training, config.dataDir, log),
    onLearnt,
    watch: onChange => watchFolders([bot.dir, bot.commonDir], onChange, log),
    log,
  })
}
