import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Understander } from '../intents/understander.ts'
import { silentLog } from '../protocol/log.ts'
import { OUT_OF_SCOPE, type Understanding } from '../protocol/understanding.ts'
import { loadBotFolder } from '../server/bot.ts'
import { openUnderstander } from '../server/understander.ts'
import { type Bench, type Figure, root, withFolder } from './bench.ts'

/**
 * A message as a customer would type it, written by somebody who has not read the bot's phrases, with the intents that would be right; `oos` when
 * none is. `order`: the numbers in it.
 */
const messageSchema = z.strictObject({
  text: z.string().min(1),
  intent: z.union([z.string(), z.array(z.string()).min(1)]),
  order: z.array(z.string()).optional(),
})
type Message = z.infer<typeof messageSchema>

const TARGETS = {
  right: { atLeast: 0.8, name: 'right intent' },
  noticed: { atLeast: 0.8, name: 'out of scope noticed' },
  wrong: { under: 0.05, name: 'wrong answer instead of a question' },
  language: { atLeast: 0.97, name: 'language right' },
  orders: { atLeast: 0.98, name: 'order numbers found' },
} as const

/** The shop bot on the messages of `bench/<folder>/<language>.jsonl`. */
const shopBot = (name: string, about: string, folder: string): Bench => ({
  name,
  about,
  async run(): Promise<Figure[]> {
    const bot = { name: 'shop', dir: join(root, 'bots/shop'), commonDir: join(root, 'bots/common') }
    const content = loadBotFolder(bot)
    const understander = await withFolder(cache => openUnderstander(content.training, cache, silentLog))
    return readdirSync(join(root, 'bench', folder))
      .filter(file => file.endsWith('.jsonl'))
      .sort()
      .flatMap(file =>
        figuresOf(
          file.replace('.jsonl', ''),
          read(join(root, 'bench', folder, file)),
          understander,
          content.bot.understanding.accept,
        ),
      )
  },
})

/** Messages that the bot's writers never saw. Never tune on them: what they teach goes into the bot, and a new set is written. */
export const unseen = shopBot(
  'unseen',
  'what the shop bot understands of messages that its writers never saw',
  'unseen',
)

/** A newer set by other writers, made after the bot's phrases had been tried on the first one's figures. */
export const unseen2 = shopBot('unseen2', 'the same of a newer set by other writers', 'unseen2')

/** Messages made to be near to its topics, with order numbers in many forms: those that its phrases are tried on while they are written. */
export const nearMisses = shopBot(
  'near-misses',
  'the same of messages that it is developed with: other shops, banks, care of things; order numbers in many forms',
  'near-misses',
)

function read(file: string): Message[] {
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line, index) => {
      const parsed = messageSchema.safeParse(JSON.parse(line))
      if (!parsed.success) throw new Error(`${file}:${index + 1}: ${z.prettifyError(parsed.error)}`)
      return parsed.data
    })
}

function figuresOf(
  language: string,
  messages: readonly Message[],
  understander: Understander,
  accept: number,
): Figure[] {
  const all = messages.map(message => ({
    ...message,
    right: [message.intent].flat(),
    // A first message: nothing is known but where the shop is.
    read: understander.understand(message.text),
  }))
  const inScope = all.filter(({ right }) => !right.includes(OUT_OF_SCOPE))
  const outOfScope = all.filter(({ right }) => right.includes(OUT_OF_SCOPE))
  const ordered = all.filter(({ order }) => order !== undefined)
  const acted = ({ intent, confidence }: Understanding) => intent !== OUT_OF_SCOPE && confidence >= accept
  const isRight = ({ right, read }: (typeof all)[number]) =>
    right.includes(read.intent) || (read.also ?? []).some(intent => right.includes(intent))
  const values: Record<keyof typeof TARGETS, number> = {
    right: share(inScope, isRight),
    noticed: share(outOfScope, ({ read }) => !acted(read)),
    wrong: share(all, each => acted(each.read) && !isRight(each)),
    language: share(all, ({ read }) => read.language === language),
    orders: share(ordered, ({ read, order = [] }) => {
      const found = read.entities.filter(({ type }) => type === 'order').map(({ value }) => value)
      return order.every(number => found.includes(number)) && found.length === order.length
    }),
  }
  return (Object.keys(TARGETS) as (keyof typeof TARGETS)[]).map(key => {
    const target = TARGETS[key]
    const value = values[key]
    const reached = 'atLeast' in target ? value >= target.atLeast : value < target.under
    const words = 'atLeast' in target ? `at least ${target.atLeast * 100}` : `under ${target.under * 100}`
    return { name: `${language}: ${target.name}`, value: value * 100, unit: '%', target: words, reached }
  })
}

const share = <T>(all: readonly T[], good: (each: T) => boolean): number =>
  all.length === 0 ? 1 : all.filter(good).length / all.length
