import type { Command } from './command.ts'
import { evaluate as measure } from './evaluation/evaluation.ts'
import { readMessages } from './evaluation/read-messages.ts'
import { readArgs } from './parse-args.ts'

const help = `
Usage: conserje evaluate --train file [--valid file] --test file

Trains the matcher on labelled messages and measures it on others: JSON lines
{"text", "intent", "lang"?}, where the intent oos is out of scope (in the training file:
examples of it). Prints JSON: accuracy and oosRecall at the threshold, auroc, ece (expected
calibration error), firstGuess (accuracy with nothing rejected), threshold, trainMs, p50Us
and p99Us of one message, modelBytes.

  --train  messages to learn from
  --valid  messages that choose the threshold: the one with most messages treated rightly;
           without it a guess that is more likely wrong than right is rejected
  --test   messages to measure on; where none is oos, nothing is rejected

Exit code: 0 measured, 1 a file can't be read, 2 used wrongly.

Example:
  conserje evaluate --train train.jsonl --valid valid.jsonl --test test.jsonl
`

/** `conserje evaluate --train F [--valid F] --test F` */
export const evaluate: Command = {
  name: 'evaluate',
  summary: 'trains the matcher on labelled messages and measures it on others',
  help,
  async run(args, io) {
    const options = {
      train: { type: 'string' },
      valid: { type: 'string' },
      test: { type: 'string' },
    } as const
    const parsed = readArgs(evaluate, args, io, options, 0)
    if (typeof parsed === 'number') return parsed
    const { train, valid, test } = parsed.values
    if (train === undefined || test === undefined) {
      io.stderr.write(`conserje evaluate: --train and --test name files of labelled messages\n`)
      return 2
    }
    const read = (file: string) => readMessages(file, io.cwd)
    const figures = await measure(read(train), valid === undefined ? undefined : read(valid), read(test))
    io.stdout.write(`${JSON.stringify(figures)}\n`)
    return 0
  },
}
