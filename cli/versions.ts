import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createTwoFilesPatch } from 'diff'
import type { ContentFiles } from '../dialogs/content.ts'
import { loadBot } from '../dialogs/load-bot.ts'
import { readBotFolder } from '../dialogs/read-folder.ts'
import { versionOf } from '../dialogs/version.ts'
import { isoTime } from '../protocol/clock.ts'
import type { Store, VersionEntry } from '../store/store.ts'
import type { Command, CommandIo } from './command.ts'
import { type BotPlace, findBot } from './find-bot.ts'
import { withStore } from './open-store.ts'
import { readArgs } from './parse-args.ts'

const help = `
Usage: conserje versions [list] [--bot folder] [--json]
       conserje versions compare <version> [<version>] [--bot folder]
       conserje versions restore <version> [--bot folder]

What a bot was: each state of its files that went live is kept while a conversation is
under way on it, and for 90 days.

  list      the newest first, with the conversations that are on each; * is the folder as it is
  compare   what differs from one to the other, or to the folder as it is, as a patch
  restore   writes a version's files into the bot's folder, which a running server takes over
            within a second. The folder as it was is kept as a version first
  <version> the beginning of its name, four characters or more
  --bot     the bot's folder; bots/shop when left out
  --json    [{version, at, conversations, here}]

Exit code: 0 fine, 1 something differs, or there is no such version, 2 used wrongly.

Example:
  conserje versions compare 4be1
  conserje versions restore 4be1
`

/** `conserje versions` */
export const versions: Command = {
  name: 'versions',
  summary: 'lists, compares and restores what a bot was',
  help,
  async run(args, io) {
    const options = {
      bot: { type: 'string' },
      json: { type: 'boolean', default: false },
    } as const
    const parsed = readArgs(versions, args, io, options, 3)
    if (typeof parsed === 'number') return parsed
    const [verb = 'list', first, second] = parsed.positionals
    const place = findBot(parsed.values.bot, io.cwd)
    if (verb === 'list' && first === undefined) return list(place, parsed.values.json, io)
    if (verb === 'compare' && first !== undefined) return compare(place, [first, second], io)
    if (verb === 'restore' && first !== undefined && second === undefined) return restore(place, first, io)
    io.stderr.write(
      'conserje versions: expected list, compare <version> [<version>] or restore <version>\nconserje versions --help shows how it is used\n',
    )
    return 2
  },
}

const shortOf = (hash: string): string => hash.slice(0, 12)

async function list(place: BotPlace, json: boolean, io: CommandIo): Promise<number> {
  const files = readBotFolder(place.dir, place.commonDir)
  const here = versionOf(files)
  const known = await withStore(io, store => store.versions.list(botName(files, place.name)))
  if (json) {
    const shown = known.map(({ hash, at, conversations }) => ({
      version: hash,
      at,
      conversations,
      here: hash === here,
    }))
    io.stdout.write(`${JSON.stringify(shown)}\n`)
    return 0
  }
  if (!known.some(({ hash }) => hash === here))
    io.stdout.write(`* ${shortOf(here)}  the folder as it is; it has not been live\n`)
  for (const entry of known) io.stdout.write(`${line(entry, here)}\n`)
  return 0
}

const line = ({ hash, at, conversations }: VersionEntry, here: string): string =>
  `${hash === here ? '*' : ' '} ${shortOf(hash)}  live since ${at.slice(0, 16).replace('T', ' ')} UTC  ${conversations} open conversation${conversations === 1 ? '' : 's'}`

async function compare(
  place: BotPlace,
  [first, second]: [string, string | undefined],
  io: CommandIo,
): Promise<number> {
  const now = readBotFolder(place.dir, place.commonDir)
  const found = await withStore(io, async store => {
    const from = await find(store, botName(now, place.name), first, io)
    const to = second === undefined ? { files: now } : await find(store, botName(now, place.name), second, io)
    return from && to && { from: from.files, to: to.files }
  })
  if (found === undefined) return 1
  const patches = differences(found.from, found.to)
  io.stdout.write(patches.length === 0 ? 'nothing differs\n' : patches.join(''))
  return patches.length === 0 ? 0 : 1
}

function differences(from: ContentFiles, to: ContentFiles): string[] {
  const paths = [...new Set([...Object.keys(from), ...Object.keys(to)])].sort()
  return paths
    .filter(path => from[path] !== to[path])
    .map(path =>
      createTwoFilesPatch(
        from[path] === undefined ? '/dev/null' : path,
        to[path] === undefined ? '/dev/null' : path,
        from[path] ?? '',
        to[path] ?? '',
      ),
    )
}

async function restore(place: BotPlace, wanted: string, io: CommandIo): Promise<number> {
  const now = readBotFolder(place.dir, place.commonDir)
  const bot = botName(now, place.name)
  const found = await withStore(io, async store => {
    const version = await find(store, bot, wanted, io)
    // What was edited and never live is not lost.
    if (version !== undefined) await store.versions.put(versionOf(now), bot, now, isoTime(Date.now()))
    return version
  })
  if (found === undefined) return 1
  const { changed, left } = write(place, now, found.files)
  for (const path of changed)
    io.stdout.write(`${found.files[path] === undefined ? 'removed' : 'wrote'} ${path}\n`)
  for (const path of left) io.stdout.write(`left ${path} as it is: it comes with Conserje\n`)
  io.stdout.write(
    changed.length === 0
      ? `${place.name} is as it was in ${shortOf(found.hash)} already\n`
      : `${place.name} is as in ${shortOf(found.hash)}; before it was ${shortOf(versionOf(now))}\n`,
  )
  return 0
}

/** Writes what differs; what bots inherit only where it lies beside the bot, and is not Conserje's own. */
function write(
  place: BotPlace,
  now: ContentFiles,
  then: ContentFiles,
): { changed: string[]; left: string[] } {
  const paths = [...new Set([...Object.keys(now), ...Object.keys(then)])].filter(
    path => now[path] !== then[path],
  )
  const mayWrite = (path: string) =>
    !path.startsWith('common/') || dirname(place.commonDir) === dirname(place.dir)
  const changed = paths.filter(mayWrite).sort()
  for (const path of changed) {
    const [owner, ...rest] = path.split('/')
    const file = join(owner === 'common' ? place.commonDir : place.dir, ...rest)
    const text = then[path]
    if (text === undefined) {
      rmSync(file, { force: true })
      continue
    }
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
  return { changed, left: paths.filter(path => !mayWrite(path)).sort() }
}

/** As bot.yaml says, else as the folder is called: what versions are kept under. */
const botName = (files: ContentFiles, folder: string): string => loadBot(files, folder).bot?.bot ?? folder

async function find(
  store: Store,
  bot: string,
  wanted: string,
  io: CommandIo,
): Promise<{ hash: string; files: ContentFiles } | undefined> {
  const refuse = (why: string) => {
    io.stderr.write(`conserje versions: ${why}; conserje versions lists them\n`)
    return undefined
  }
  if (!/^[0-9a-f]{4,64}$/.test(wanted)) return refuse(`"${wanted}" is no version`)
  const fitting = (await store.versions.list(bot)).filter(({ hash }) => hash.startsWith(wanted))
  if (fitting.length > 1) return refuse(`${wanted} fits ${fitting.length} versions`)
  const [entry] = fitting
  const files = entry && (await store.versions.get(entry.hash))
  return files === undefined
    ? refuse(`there is no version ${wanted}`)
    : { hash: (entry as VersionEntry).hash, files }
}
