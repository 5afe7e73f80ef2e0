import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parse, stringify } from 'yaml'
import type { BotConfig, ContentFiles } from '../dialogs/content.ts'
import { loadBot } from '../dialogs/load-bot.ts'
import { readBotFolder } from '../dialogs/read-folder.ts'
import { ConserjeError } from '../protocol/errors.ts'
import type { Command, CommandIo } from './command.ts'
import { type BotPlace, findBot, pathFrom } from './find-bot.ts'
import { readArgs } from './parse-args.ts'

const help = `
Usage: conserje add-dialog <name> [bot] [--about text] [--say text] [--phrase text]…

Makes a dialog that says one thing, with the intent that begins it and its text in each
language of the bot. What you do not give stays empty, and conserje check lists it.

  name      of the dialog: gift-card. Its intent is gift_card
  bot       the bot's folder; bots/shop when left out
  --about   what it is for, in a sentence
  --say     what it says, in the default language
  --phrase  what customers say to begin it, in the default language; as often as you like

Exit code: 0 made, 1 it is there already, or bot.yaml has faults, 2 used wrongly.

Example:
  conserje add-dialog gift-card bots/luz --about "Tells of our gift cards." \\
    --say "We have gift cards of 20 and 50 euros." --phrase "do you have gift cards" --phrase "a voucher as a present"
`

interface Words {
  about: string
  say?: string
  phrases: readonly string[]
}

/** `conserje add-dialog <name> [bot]` */
export const addDialog: Command = {
  name: 'add-dialog',
  summary: 'makes a dialog, its intent and its text in each language',
  help,
  async run(args, io) {
    const options = {
      about: { type: 'string', default: 'What is this for?' },
      say: { type: 'string' },
      phrase: { type: 'string', multiple: true },
    } as const
    const parsed = readArgs(addDialog, args, io, options, 2)
    if (typeof parsed === 'number') return parsed
    const [name, folder] = parsed.positionals
    if (name === undefined || !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
      const found = name === undefined ? 'expected a name' : `"${name}" is no name of a dialog`
      io.stderr.write(`conserje add-dialog: ${found}: small letters and digits with -, as gift-card\n`)
      return 2
    }
    const { about, say, phrase: phrases = [] } = parsed.values
    try {
      return add(name, { about, phrases, ...(say === undefined ? {} : { say }) }, findBot(folder, io.cwd), io)
    } catch (error) {
      if (!(error instanceof ConserjeError) || error.blame !== 'config') throw error
      io.stderr.write(`${error.message}\n`)
      return 2
    }
  },
}

function add(name: string, words: Words, place: BotPlace, io: CommandIo): number {
  const files = readBotFolder(place.dir, place.commonDir)
  const { bot } = loadBot(files, place.name)
  const key = name.replaceAll('-', '_')
  const refuse = (why: string) => {
    io.stderr.write(`conserje add-dialog: ${why}; nothing was changed\n`)
    return 1
  }
  if (bot === undefined) return refuse('bot.yaml has faults, which conserje check tells')
  const dialog = join(place.dir, 'dialogs', `${name}.yaml`)
  if (existsSync(dialog))
    return refuse(`${pathFrom(io.cwd, place, `${place.name}/dialogs/${name}.yaml`)} is there already`)
  const taken = takenIn(files, place.name, bot, key)
  if (taken !== undefined)
    return refuse(`"${key}" is in ${pathFrom(io.cwd, place, taken)} already: choose another name`)
  const changes = {
    [`dialogs/${name}.yaml`]: dialogYaml(name, key, words),
    ...wordFiles(files, place.name, bot, key, words),
  }
  for (const [path, text] of Object.entries(changes)) {
    mkdirSync(dirname(join(place.dir, path)), { recursive: true })
    writeFileSync(join(place.dir, path), text)
    io.stdout.write(`wrote ${pathFrom(io.cwd, place, `${place.name}/${path}`)}\n`)
  }
  io.stdout.write(`conserje check ${pathFrom(io.cwd, place, place.name)} lists what is left to write.\n`)
  return 0
}

/** A file that holds the key, or can't be read. */
function takenIn(
  files: ContentFiles,
  bot: string,
  { languages }: BotConfig,
  key: string,
): string | undefined {
  return languages
    .flatMap(language => [`${bot}/locales/${language}.yaml`, `${bot}/intents/${language}.yaml`])
    .find(path => {
      try {
        const value = parse(files[path] ?? '') as Record<string, unknown> | null
        return value !== null && (typeof value !== 'object' || key in value)
      } catch {
        return true
      }
    })
}

const dialogYaml = (name: string, key: string, { about }: Words): string => `dialog: ${name}
about: ${oneLine(about)}
trigger: ${key}

steps:
  - say: ${key}.answer
  - end: resolved
`

/** What is appended stands at the end, and all before it as it was written. */
function wordFiles(
  files: ContentFiles,
  bot: string,
  { languages }: BotConfig,
  key: string,
  { say, phrases }: Words,
): Record<string, string> {
  const [main] = languages
  const appended = (path: string, text: string) => {
    const before = (files[`${bot}/${path}`] ?? '').trimEnd()
    return [path, `${before}${before === '' ? '' : '\n\n'}${text}\n`] as const
  }
  return Object.fromEntries(
    languages.flatMap(language => {
      const isMain = language === main
      const shown = isMain || say === undefined ? '' : `  # ${main}: ${say.replaceAll('\n', '\n  # ')}\n`
      const answer = isMain && say !== undefined ? ` ${oneLine(say)}` : ''
      const comments = isMain ? '' : phrases.map(phrase => `# - ${phrase}\n`).join('')
      const list =
        isMain && phrases.length > 0
          ? `\n${phrases.map(phrase => `  - ${oneLine(phrase)}`).join('\n')}`
          : ' []'
      return [
        appended(`locales/${language}.yaml`, `${key}:\n${shown}  answer:${answer}`),
        appended(`intents/${language}.yaml`, `${comments}${key}:${list}`),
      ]
    }),
  )
}

const oneLine = (text: string): string => stringify(text, { lineWidth: 0, blockQuote: false }).trim()
