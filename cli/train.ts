import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Content } from '../dialogs/content.ts'
import { trainUnderstander } from '../intents/train.ts'
import { ConserjeError, faultText } from '../protocol/errors.ts'
import type { Command, CommandIo } from './command.ts'
import { findBot } from './find-bot.ts'
import { checkBot } from './load-bot.ts'
import { readArgs } from './parse-args.ts'
import { crossValidate, FOLDS } from './training-report/cross-validate.ts'
import { reportPage } from './training-report/page.ts'
import { reportOf } from './training-report/report.ts'
import { reportText } from './training-report/text.ts'

const help = `
Usage: conserje train [bot] [--report] [--html file] [--json]

Trains what the bot understands, so that it starts at once. With --report it also shows how well
the phrases hold together: each is understood by a model that was trained without it. Accuracy by
intent and language, what is taken for what and by which phrases, the weakest intents, what to add.

  bot       the bot's folder; bots/shop when left out
  --report  prints the report and writes it as a page with plots
  --html    where the page goes; understanding.html when left out
  --json    prints the report as JSON, and writes no page

Exit code: 0 trained, 1 the bot has faults, 2 used wrongly.

Example:
  conserje train bots/shop --report
`

/** `conserje train [bot] --report` */
export const train: Command = {
  name: 'train',
  summary: 'trains what the bot understands, and reports how well',
  help,
  async run(args, io) {
    const options = {
      report: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      html: { type: 'string', default: 'understanding.html' },
    } as const
    const parsed = readArgs(train, args, io, options)
    if (typeof parsed === 'number') return parsed
    try {
      const { content, faults } = await checkBot(findBot(parsed.positionals[0], io.cwd), io.cwd)
      if (content === undefined) {
        for (const fault of faults) if (fault.severity === 'error') io.stderr.write(`${faultText(fault)}\n`)
        return 1
      }
      await trainModel(content, io)
      const { report, json, html } = parsed.values
      if (report || json) await tellReport(content, { json, html }, io)
      return 0
    } catch (error) {
      if (!(error instanceof ConserjeError) || error.blame !== 'config') throw error
      io.stderr.write(`${error.message}\n`)
      return 2
    }
  },
}

async function trainModel({ training }: Content, io: CommandIo): Promise<void> {
  const started = performance.now()
  await trainUnderstander(training, { cacheDir: join(resolve(io.cwd, io.env.DATA_DIR ?? 'data'), 'models') })
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  io.stderr.write(`ready in ${seconds} s: ${training.languages.join(', ')}\n`)
}

async function tellReport(
  { bot, training }: Content,
  { json, html }: { json: boolean; html: string },
  io: CommandIo,
): Promise<void> {
  const held = await crossValidate(training, fold => {
    io.stderr.write(`training ${fold + 1} of ${FOLDS}, each without a part of the phrases\n`)
  })
  const report = reportOf(bot.name, training, held, bot.understanding.accept)
  if (json) {
    io.stdout.write(`${JSON.stringify(report)}\n`)
    return
  }
  io.stdout.write(reportText(report))
  writeFileSync(resolve(io.cwd, html), reportPage(report))
  io.stdout.write(`\nThe same with plots: ${html}\n`)
}
