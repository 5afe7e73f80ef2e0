import { createTexts, type WordingsByKey } from '../locales/create-texts.ts'
import { withParents } from '../locales/language-tag.ts'
import type { Fault } from '../protocol/errors.ts'
import type { ChannelSizes } from './check/channel-sizes.ts'
import type { ActionFacts, CheckInput } from './check/check.ts'
import { ADVICE, CHECKS } from './check/index.ts'
import type { BotConfig, Content, ContentFiles } from './content.ts'
import { type LoadedBot, loadBot } from './load-bot.ts'
import { type LoadedDesk, loadDesk } from './load-desk.ts'
import { type LoadedDialogs, loadDialogs } from './load-dialogs.ts'
import { type LoadedIntents, loadIntents } from './load-intents.ts'
import { type LoadedProducts, loadProducts } from './load-products.ts'
import { type LoadedTexts, loadTexts } from './load-texts.ts'
import type { AnyStepKind } from './step.ts'
import { STEP_KINDS } from './steps/index.ts'
import { versionOf } from './version.ts'

export interface LoadOptions {
  /** The bot folder's name: the first part of its paths in `files`. */
  bot: string
  /** Every action that a dialog may call. */
  actions: readonly ActionFacts[]
  /** Whether a file is in the bot's folder (`data/orders.csv`); left out, that is not checked. */
  fileExists?: (path: string) => boolean
  /** What channels take, to warn of texts that are longer; left out, that is not checked. */
  sizes?: readonly ChannelSizes[]
  /** Also what is no error and only worth a look. */
  advise?: boolean
  /** Default: all there are. */
  kinds?: readonly AnyStepKind[]
}

/**
 * A bot's files to a bot that is ready to run, and everything that is wrong with them, at once and sorted. Pure and synchronous, never
 * throws: a pinned version is loaded from the database's copy. `content` is missing when a fault is an error.
 */
export function loadContent(
  files: ContentFiles,
  options: LoadOptions,
): { content?: Content; faults: readonly Fault[] } {
  const loaded = loadBot(files, options.bot)
  const dialogs = loadDialogs(files, options.bot, options.kinds ?? STEP_KINDS)
  const intents = loadIntents(files, options.bot, loaded.languages)
  const texts = loadTexts(files, options.bot, intents.faqs)
  const products = loadProducts(files, options.bot)
  const desk = loadDesk(files, options.bot)
  const own = [loaded, dialogs, intents, texts, products, desk].flatMap(part => part.faults)
  const input = checkInput(files, options, loaded, dialogs, intents, texts)
  const faults = inOrder([
    ...own,
    ...[...CHECKS, ...(options.advise ? ADVICE : [])].flatMap(check => check(input)),
  ])
  if (!loaded.bot || faults.some(fault => fault.severity === 'error')) return { faults }
  return { content: assemble(files, loaded.bot, dialogs, intents, texts, products, desk), faults }
}

function checkInput(
  files: ContentFiles,
  { bot: name, actions, fileExists, sizes }: LoadOptions,
  loaded: LoadedBot,
  dialogs: LoadedDialogs,
  intents: LoadedIntents,
  texts: LoadedTexts,
): CheckInput {
  return {
    files,
    name,
    ...(loaded.bot && { bot: loaded.bot }),
    botYaml: loaded.yaml,
    languages: loaded.languages,
    readable: readableOf(loaded.languages, [texts.unreadable, intents.unreadable]),
    dialogs: dialogs.dialogs,
    sources: dialogs.sources,
    texts: texts.byLanguage,
    textFiles: texts.files,
    examples: intents.examples,
    faqs: intents.faqs,
    actions,
    ...(fileExists && { fileExists }),
    ...(sizes && { sizes }),
  }
}

/** The languages whose texts are all known, none when those of the default one aren't: what is missing is told when the file can be read. */
function readableOf(languages: readonly string[], unreadable: readonly ReadonlySet<string>[]): string[] {
  const isReadable = (language: string) =>
    withParents(language).every(tag => !unreadable.some(tags => tags.has(tag)))
  const [main = ''] = languages
  return isReadable(main) ? languages.filter(isReadable) : []
}

function assemble(
  files: ContentFiles,
  bot: BotConfig,
  { dialogs }: LoadedDialogs,
  { examples, faqs }: LoadedIntents,
  texts: LoadedTexts,
  { products }: LoadedProducts,
  { desk }: LoadedDesk,
): Content {
  const spoken = new Set(bot.languages.flatMap(withParents))
  const wordings = [...texts.byLanguage]
    .filter(
      ([language]) => spoken.has(language) || withParents(language).some(tag => bot.languages.includes(tag)),
    )
    .map(([language, byKey]): [string, WordingsByKey] => [
      language,
      new Map([...byKey].map(([key, { wording }]) => [key, wording])),
    ])
  return {
    version: versionOf(files),
    files,
    bot,
    ...(desk && { desk }),
    dialogs: new Map(dialogs.map(({ dialog }) => [dialog.name, dialog])),
    triggers: new Map(
      dialogs.flatMap(({ dialog }) =>
        dialog.triggers.map((intent): [string, string] => [intent, dialog.name]),
      ),
    ),
    texts: createTexts({ languages: bot.languages, wordings: Object.fromEntries(wordings) }),
    faqs: new Set([...faqs.values()].flatMap(entries => entries.map(({ entry }) => entry.key))),
    training: {
      languages: bot.languages,
      examples,
      orderNumber: bot.orders?.number ?? '\\d{4,12}',
      countries: Object.keys(bot.markets),
      ...(products && { products }),
    },
  }
}

/** By file and place, each sentence once at its place. */
function inOrder(faults: readonly Fault[]): Fault[] {
  const seen = new Set<string>()
  return faults
    .filter(({ file, line, col, message }) => {
      const id = JSON.stringify([file, line, col, message])
      return !seen.has(id) && seen.add(id)
    })
    .sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line || a.col - b.col))
}
