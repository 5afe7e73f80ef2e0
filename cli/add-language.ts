import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { loadBot } from '../dialogs/load-bot.ts'
import { readBotFolder } from '../dialogs/read-folder.ts'
import { culturePackTexts } from '../locales/culture.ts'
import { baseOf } from '../locales/language-tag.ts'
import { isLanguageTag } from '../locales/market.ts'
import { ConserjeError } from '../protocol/errors.ts'
import type { Command, CommandIo } from './command.ts'
import { type BotPlace, findBot, pathFrom } from './find-bot.ts'
import { readArgs } from './parse-args.ts'
import { languageFiles, withLanguage } from './scaffold/language-files.ts'

const help = `
Usage: conserje add-language <language> [bot]

Makes the files of a language that the bot is to speak: every text, intent and question of
the default language, empty, with the default's words above it as comment. The language is
added to bot.yaml; conserje check then lists what is left. A server that runs goes on with
what it has until nothing is.

  language  BCP 47: de, pt-BR
  bot       the bot's folder; bots/shop when left out

Exit code: 0 made, 1 it is there already, or bot.yaml has faults, 2 used wrongly.

Example:
  conserje add-language sv bots/luz
  conserje check bots/luz
`

/** `conserje add-language <language> [bot]` */
export const addLanguage: Command = {
  name: 'add-language',
  summary: 'makes the files of a language, with every key',
  help,
  async run(args, io) {
    const parsed = readArgs(addLanguage, args, io, {}, 2)
    if (typeof parsed === 'number') return parsed
    const [language, folder] = parsed.positionals
    if (language === undefined || !isLanguageTag(language)) {
      const found = language === undefined ? 'expected a language' : `"${language}" is no language`
      io.stderr.write(`conserje add-language: ${found}, as de or pt-BR\n`)
      return 2
    }
    try {
      return await add(language, findBot(folder, io.cwd), io)
    } catch (error) {
      if (!(error instanceof ConserjeError) || error.blame !== 'config') throw error
      io.stderr.write(`${error.message}\n`)
      return 2
    }
  },
}

async function add(language: string, place: BotPlace, io: CommandIo): Promise<number> {
  const files = readBotFolder(place.dir, place.commonDir)
  const { bot } = loadBot(files, place.name)
  const refuse = (why: string) => {
    io.stderr.write(`conserje add-language: ${why}; nothing was changed\n`)
    return 1
  }
  if (bot === undefined) return refuse('bot.yaml has faults, which conserje check tells')
  if (bot.languages.includes(language)) return refuse(`the bot speaks ${language} already`)
  const made = languageFiles(files, place.name, bot.languages[0] as string, language)
  const there = Object.keys(made.files).find(path => existsSync(join(place.dir, path)))
  if (there !== undefined) return refuse(`${shownPath(there, place, io)} is there already`)
  const botYaml = join(place.dir, 'bot.yaml')
  const all = { ...made.files, 'bot.yaml': withLanguage(readFileSync(botYaml, 'utf8'), language) }
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(place.dir, path)), { recursive: true })
    writeFileSync(join(place.dir, path), text.endsWith('\n') ? text : `${text}\n`)
    io.stdout.write(`wrote ${shownPath(path, place, io)}\n`)
  }
  if (made.alsoInherited)
    io.stdout.write(`What bots inherit has no ${language}: its texts are in the bot's own file too.\n`)
  if (!(await culturePackTexts()).has(baseOf(language)))
    io.stdout.write(
      `Conserje knows no dates, numbers, or yes and no in ${language}: these it understands less well there.\n`,
    )
  io.stdout.write(`conserje check ${pathFrom(io.cwd, place, place.name)} lists what is left to write.\n`)
  return 0
}

const shownPath = (path: string, place: BotPlace, { cwd }: CommandIo): string =>
  pathFrom(cwd, place, `${place.name}/${path}`)
