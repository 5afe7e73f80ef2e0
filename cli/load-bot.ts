import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { ChannelSizes } from '../dialogs/check/channel-sizes.ts'
import type { Content, ContentFiles } from '../dialogs/content.ts'
import { loadContent } from '../dialogs/load.ts'
import { readBotFolder } from '../dialogs/read-folder.ts'
import type { Action } from '../protocol/call.ts'
import { ContentError, type Fault } from '../protocol/errors.ts'
import { loadBotActions } from '../server/bot-actions.ts'
import { BUILT_IN_ACTIONS } from '../server/built-in-actions.ts'
import { type BotPlace, faultsFrom, pathFrom } from './find-bot.ts'
import { memoryActions } from './memory-actions.ts'

export interface CheckedBot {
  content?: Content
  /** Files as seen from `cwd`; errors and warnings. */
  faults: readonly Fault[]
  files: ContentFiles
  /** The actions of the bot's own `actions/`. */
  own: readonly Action[]
}

/**
 * Reads and checks a bot's folder, its orders file included; with `sizes`, also what is too long for a channel.
 * @throws ConfigError when there is no such folder.
 */
export async function checkBot(
  place: BotPlace,
  cwd: string,
  sizes?: readonly ChannelSizes[],
): Promise<CheckedBot> {
  const files = readBotFolder(place.dir, place.commonDir)
  const { own, faults: actionFaults } = await ownActions(place)
  const { content, faults } = loadContent(files, {
    bot: place.name,
    actions: [...BUILT_IN_ACTIONS, ...own],
    fileExists: path => existsSync(join(place.dir, path)),
    ...(sizes && { sizes, advise: true }),
  })
  const all = [
    ...faultsFrom(cwd, place, [...actionFaults, ...faults]),
    ...(await orderFaults(place, cwd, content)),
  ]
  const sound = !all.some(fault => fault.severity === 'error')
  return { ...(content && sound && { content }), faults: all, files, own }
}

async function ownActions(place: BotPlace): Promise<{ own: readonly Action[]; faults: readonly Fault[] }> {
  try {
    return { own: await loadBotActions({ dir: place.dir, shown: place.name }), faults: [] }
  } catch (error) {
    if (error instanceof ContentError) return { own: [], faults: error.faults }
    throw error
  }
}

async function orderFaults(place: BotPlace, cwd: string, content?: Content): Promise<readonly Fault[]> {
  if (content?.bot.orders?.source !== 'csv') return []
  try {
    const shown = pathFrom(cwd, place, place.name)
    await memoryActions({ dir: place.dir, shown }, content.bot.orders, () => 0)
    return []
  } catch (error) {
    if (error instanceof ContentError) return error.faults
    throw error
  }
}
