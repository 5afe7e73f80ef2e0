import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { packageRoot } from '../server/package-root.ts'
import type { Command, CommandIo } from './command.ts'
import { readArgs } from './parse-args.ts'
import { newBotFiles, startLanguages } from './scaffold/new-bot-files.ts'

const help = `
Usage: conserje new <bot> [--name "Casa Luz"] [--languages en,es]

Makes a bot that answers: where an order is, four questions about delivery, payment and
returns, a person; with the texts for it, a few orders of nobody, and tests that pass.

  bot          the new folder; a bare name goes into bots/
  --name       the shop's name, as customers read it; the folder's when left out
  --languages  of ${startLanguages().join(', ')}; the first is the default; en when left out

Exit code: 0 made, 1 the folder is there already, 2 used wrongly.

Example:
  conserje new luz --name "Casa Luz" --languages es,en
  conserje test bots/luz
  conserje chat bots/luz
`

/** `conserje new <bot>` */
export const newBot: Command = {
  name: 'new',
  summary: 'makes a bot that answers, with its tests',
  help,
  async run(args, io) {
    const options = { name: { type: 'string' }, languages: { type: 'string', default: 'en' } } as const
    const parsed = readArgs(newBot, args, io, options)
    if (typeof parsed === 'number') return parsed
    const [wanted] = parsed.positionals
    const languages = [...new Set(parsed.values.languages.split(',').map(tag => tag.trim()))]
    const wrong = wrongUse(wanted, languages)
    if (wanted === undefined || wrong !== undefined) {
      io.stderr.write(`conserje new: ${wrong}\nconserje new --help shows how it is used\n`)
      return 2
    }
    const dir = /[/\\]/.test(wanted) ? resolve(io.cwd, wanted) : join(io.cwd, 'bots', wanted)
    if (existsSync(dir) && readdirSync(dir).length > 0) {
      io.stderr.write(`conserje new: ${shown(dir, io)} is there already; nothing was changed\n`)
      return 1
    }
    write(
      dir,
      newBotFiles({ name: parsed.values.name ?? basename(dir), languages, schemas: schemasFrom(dir) }),
    )
    io.stdout.write(nextSteps(shown(dir, io)))
    return 0
  },
}

function wrongUse(wanted: string | undefined, languages: readonly string[]): string | undefined {
  if (wanted === undefined) return 'expected the name of a new folder'
  if (!/^[a-z0-9][a-z0-9_-]*$/i.test(basename(wanted)) || basename(wanted) === 'common')
    return `"${basename(wanted)}" is no name for a bot's folder: letters, digits, - and _, and not "common", which is what bots inherit`
  const unknown = languages.find(tag => !startLanguages().includes(tag))
  return unknown === undefined
    ? undefined
    : `a new bot can't begin with "${unknown}"; languages are ${startLanguages().join(', ')}. Others come with conserje add-language`
}

function write(dir: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true })
    writeFileSync(join(dir, path), text)
  }
}

const schemasFrom = (dir: string): string => relative(dir, join(packageRoot, 'schemas')).split(sep).join('/')
const shown = (dir: string, { cwd }: CommandIo): string => relative(cwd, dir).split(sep).join('/')

const nextSteps = (dir: string): string => `made ${dir}

  conserje check ${dir}     finds what is wrong with its files
  conserje test ${dir}      runs its conversations
  conserje chat ${dir}      talk to it here
  conserje start ${dir}     runs it, with its web chat

The answers in faq/ are those of another shop: put your own first.
`
