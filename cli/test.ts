import { resolve } from 'node:path'
import { ConserjeError, faultText } from '../protocol/errors.ts'
import { silentLog } from '../protocol/log.ts'
import { dialogEngine } from '../server/dialog-engine.ts'
import { openUnderstander } from '../server/understander.ts'
import type { Command, CommandIo } from './command.ts'
import { readTestFolder } from './conversation-test/read-tests.ts'
import { failureText, runConversationTests, type TestReport } from './conversation-test/run-tests.ts'
import { type BotPlace, faultsFrom, findBot, pathFrom } from './find-bot.ts'
import { checkBot } from './load-bot.ts'
import { memoryActions } from './memory-actions.ts'
import { readArgs } from './parse-args.ts'

const help = `
Usage: conserje test [bot] [--filter words] [--json]

Runs the conversations in the bot's tests/*.yaml, each on all its channels and in all its
languages: with the real understanding, the demo orders, and a clock that stands still.

  bot        the bot's folder; bots/shop when left out
  --filter   only tests whose name or file holds these words
  --json     {"passed", "failed", "faults", "results"}

Exit code: 0 all passed, 1 something failed or the bot has faults, 2 used wrongly (a filter
that fits nothing is that too).

Example:
  conserje test bots/shop --filter refund
  bots/shop/tests/refund.yaml:9:7: a refund on its way (whatsapp, es)
    expected  bot: refund.on_its_way
    got       bot: refund.none "No encuentro ninguna devolución."
`

/** `conserje test [bot]` */
export const test: Command = {
  name: 'test',
  summary: "runs the bot's conversations",
  help,
  async run(args, io) {
    const parsed = readArgs(test, args, io, {
      json: { type: 'boolean', default: false },
      filter: { type: 'string' },
    })
    if (typeof parsed === 'number') return parsed
    const { json, filter } = parsed.values
    try {
      const report = await testBot(findBot(parsed.positionals[0], io.cwd), {
        cwd: io.cwd,
        dataDir: resolve(io.cwd, io.env.DATA_DIR ?? 'data'),
        ...(filter !== undefined && { filter }),
      })
      const failed = report.results.filter(({ ok }) => !ok).length
      const bad = failed > 0 || report.faults.some(({ severity }) => severity === 'error')
      if (json) writeJson(report, failed, io)
      else writeText(report, failed, filter, io)
      if (bad) return 1
      // A filter that fits nothing must not look like a green run.
      return filter !== undefined && report.results.length === 0 ? 2 : 0
    } catch (error) {
      if (!(error instanceof ConserjeError) || error.blame !== 'config') throw error
      io.stderr.write(`${error.message}\n`)
      return 2
    }
  },
}

export interface TestBotOptions {
  /** Where the command runs: files are named as seen from here. */
  cwd: string
  /** Where the trained understanding is kept, so that the next run need not train. */
  dataDir: string
  /** Only tests whose name or file holds it. */
  filter?: string
}

/**
 * Runs a bot's conversations; also what vitest calls. A bot with errors runs none, and they are the report.
 * @throws ConfigError when there is no such bot.
 */
export async function testBot(
  place: BotPlace,
  { cwd, dataDir, filter }: TestBotOptions,
): Promise<TestReport> {
  const { content, faults, own } = await checkBot(place, cwd)
  if (!content) return { results: [], faults }
  const shown = pathFrom(cwd, place, place.name)
  const report = await runConversationTests(readTestFolder(place.dir), {
    content,
    engine: dialogEngine,
    understander: await openUnderstander(content.training, dataDir, silentLog),
    actions: async clock => [
      ...(await memoryActions({ dir: place.dir, shown }, content.bot.orders, clock)),
      ...own,
    ],
    ...(filter !== undefined && { filter }),
  })
  return {
    results: report.results.map(result => ({ ...result, file: pathFrom(cwd, place, result.file) })),
    faults: [...faults, ...faultsFrom(cwd, place, report.faults)],
  }
}

function writeJson({ results, faults }: TestReport, failed: number, io: CommandIo): void {
  const passed = results.length - failed
  io.stdout.write(`${JSON.stringify({ passed, failed, faults, results })}\n`)
}

function writeText(
  { results, faults }: TestReport,
  failed: number,
  filter: string | undefined,
  io: CommandIo,
): void {
  const lines = faults.filter(({ severity }) => severity === 'error').map(faultText)
  for (const result of results) if (!result.ok) lines.push(failureText(result))
  const conversations = new Set(results.map(({ file, line }) => `${file}:${line}`)).size
  if (results.length === 0)
    lines.push(filter === undefined ? 'no conversations were run' : `no conversation holds "${filter}"`)
  else
    lines.push(
      `${conversations} conversations, ${results.length} runs: ${results.length - failed} passed, ${failed} failed`,
    )
  io.stdout.write(`${lines.join('\n')}\n`)
}
