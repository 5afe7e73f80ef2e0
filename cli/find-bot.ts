import { existsSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import type { Fault } from '../protocol/errors.ts'
import { packageRoot } from '../server/package-root.ts'

/** Where a bot's files lie. Paths are absolute. */
export interface BotPlace {
  /** The bot folder's name. */
  name: string
  dir: string
  /** What every bot inherits: `common` beside it, else the one that comes with Conserje. */
  commonDir: string
}

/** The bot that a command is about: a folder, else `bots/shop` here, else the reference bot that comes with Conserje. */
export function findBot(folder: string | undefined, cwd: string): BotPlace {
  const own = resolve(cwd, folder ?? join('bots', 'shop'))
  const dir = folder === undefined && !existsSync(own) ? join(packageRoot, 'bots', 'shop') : own
  const beside = join(dirname(dir), 'common')
  return {
    name: basename(dir),
    dir,
    commonDir: existsSync(beside) ? beside : join(packageRoot, 'bots', 'common'),
  }
}

/** Faults with their files as a person in `cwd` would open them: `shop/bot.yaml` → `bots/shop/bot.yaml`. */
export function faultsFrom(
  cwd: string,
  { name, dir, commonDir }: BotPlace,
  faults: readonly Fault[],
): Fault[] {
  return faults.map(fault => ({ ...fault, file: pathFrom(cwd, { name, dir, commonDir }, fault.file) }))
}

/** One such path. */
export function pathFrom(cwd: string, { name, dir, commonDir }: BotPlace, file: string): string {
  const [owner, ...rest] = file.split('/')
  if (owner !== name && owner !== 'common') return file
  return relative(cwd, join(owner === 'common' ? commonDir : dir, ...rest))
    .split(sep)
    .join('/')
}
