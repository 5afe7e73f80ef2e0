import { ConserjeError, type Fault, faultText } from '../protocol/errors.ts'
import { channelSizes } from './channel-sizes.ts'
import type { Command } from './command.ts'
import { readTestFolder, readTests } from './conversation-test/read-tests.ts'
import { faultsFrom, findBot } from './find-bot.ts'
import { checkBot } from './load-bot.ts'
import { readArgs } from './parse-args.ts'

const help = `
Usage: conserje check [bot] [--json]

Finds everything wrong with a bot's files before a customer does: each fault with file,
line and column, what is wrong and what is allowed.

  bot      the bot's folder; bots/shop when left out
  --json   {"errors", "warnings", "faults": [{file, line, col, message, severity}]}

Exit code: 0 nothing wrong (warnings may be there), 1 errors found, 2 used wrongly.

Example:
  conserje check bots/shop
  bots/shop/dialogs/refund.yaml:6:5: step 2 (ask): retries must be at most 5, found 9
`

/** `conserje check [bot]` */
export const check: Command = {
  name: 'check',
  summary: "finds everything wrong with a bot's files",
  help,
  async run(args, io) {
    const parsed = readArgs(check, args, io, { json: { type: 'boolean', default: false } })
    if (typeof parsed === 'number') return parsed
    try {
      const place = findBot(parsed.positionals[0], io.cwd)
      const { content, faults } = await checkBot(place, io.cwd, channelSizes)
      const languages = content?.bot.languages ?? []
      const tests = content ? readTests(readTestFolder(place.dir), languages).faults : []
      const all = [...faults, ...faultsFrom(io.cwd, place, tests)]
      const errors = all.filter(({ severity }) => severity === 'error').length
      const warnings = all.length - errors
      if (parsed.values.json) io.stdout.write(`${JSON.stringify({ errors, warnings, faults: all })}\n`)
      else io.stdout.write(`${[...all.map(line), closing(errors, warnings)].join('\n')}\n`)
      return errors > 0 ? 1 : 0
    } catch (error) {
      if (!(error instanceof ConserjeError) || error.blame !== 'config') throw error
      io.stderr.write(`${error.message}\n`)
      return 2
    }
  },
}

const line = (fault: Fault): string =>
  fault.severity === 'error'
    ? faultText(fault)
    : faultText({ ...fault, message: `warning: ${fault.message}` })

const closing = (errors: number, warnings: number): string =>
  errors + warnings === 0 ? 'nothing wrong' : `${count(errors, 'error')}, ${count(warnings, 'warning')}`

const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`
