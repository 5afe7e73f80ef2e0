import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Command } from './command.ts'
import { contentSchemas } from './content-schemas.ts'
import { readArgs } from './parse-args.ts'

const help = `
Usage: conserje schema [name] [--out folder]

Prints the JSON Schemas of a bot's files, for editors that check and complete YAML:
bot, desk, dialog, intents, faq, locales, products, tests;
and context-package, what an agent gets of a conversation.

  name    one of them; all, as {"bot": {...}, ...}, when left out
  --out   writes each to <folder>/<name>.json instead

Example:
  conserje schema --out schemas
  then, in the first line of bots/shop/bot.yaml:
  # yaml-language-server: $schema=../../schemas/bot.json
`

/** `conserje schema` */
export const schema: Command = {
  name: 'schema',
  summary: 'JSON Schemas of the content files, for editors, and of the context package',
  help,
  async run(args, io) {
    const parsed = readArgs(schema, args, io, { out: { type: 'string' } })
    if (typeof parsed === 'number') return parsed
    const all = contentSchemas()
    const [name] = parsed.positionals
    if (name !== undefined && !Object.hasOwn(all, name)) {
      io.stderr.write(`conserje schema: there is no "${name}"; there are ${Object.keys(all).join(', ')}\n`)
      return 2
    }
    const wanted = Object.entries(all).filter(([key]) => name === undefined || key === name)
    if (parsed.values.out === undefined) {
      const printed = name === undefined ? Object.fromEntries(wanted) : all[name as keyof typeof all]
      io.stdout.write(`${JSON.stringify(printed, null, 2)}\n`)
      return 0
    }
    const folder = resolve(io.cwd, parsed.values.out)
    mkdirSync(folder, { recursive: true })
    for (const [key, value] of wanted)
      writeFileSync(join(folder, `${key}.json`), `${JSON.stringify(value, null, 2)}\n`)
    io.stdout.write(`wrote ${wanted.map(([key]) => `${key}.json`).join(', ')}\n`)
    return 0
  },
}
