import { isLanguageTag } from '../locales/market.ts'
import type { Fault } from '../protocol/errors.ts'
import { type BotFile, botSchema } from './bot-schema.ts'
import type { ChannelsFile } from './channel-settings.ts'
import { ExpressionError, parseExpression } from './condition.ts'
import type { BotConfig, ContentFiles, HandoffRule } from './content.ts'
import type { Path } from './step.ts'
import { readYaml, type YamlFile } from './yaml-file.ts'
import { checkValue } from './zod-faults.ts'

export interface LoadedBot {
  yaml: YamlFile
  /** Undefined when bot.yaml has faults. */
  bot?: BotConfig
  /** Also of a bot.yaml with faults, so that the other files can be checked with it. */
  languages: readonly string[]
  faults: readonly Fault[]
}

/** Reads `bot.yaml`. Never throws. */
export function loadBot(files: ContentFiles, name: string): LoadedBot {
  const file = `${name}/bot.yaml`
  const text = files[file]
  const yaml = readYaml(file, text ?? '')
  if (text === undefined)
    return {
      yaml,
      languages: [],
      faults: [
        {
          file,
          line: 1,
          col: 1,
          message: 'the bot has no bot.yaml; it needs at least name and languages',
          severity: 'error',
        },
      ],
    }
  if (yaml.faults.length > 0) return { yaml, languages: [], faults: yaml.faults }
  const checked = checkValue(botSchema, yaml.value, yaml)
  const faults = [...checked.faults]
  const bot = checked.value && configOf(checked.value, name, yaml, faults)
  return { yaml, ...(bot && { bot }), languages: bot?.languages ?? likelyLanguages(yaml.value), faults }
}

function configOf(raw: BotFile, name: string, yaml: YamlFile, faults: Fault[]): BotConfig {
  const rules = raw.handoff.rules.flatMap((rule, index): HandoffRule[] => {
    const when = expressionAt(rule.when, yaml, ['handoff', 'rules', index, 'when'], faults)
    return when ? [{ ...rule, when }] : []
  })
  const { bot = name, orders, conversation, handoff, survey, channels, ...rest } = raw
  return {
    ...rest,
    bot,
    ...(orders && { orders }),
    handoff: {
      afterMisses: handoff.afterMisses,
      promiseMs: handoff.promise,
      echoIdleMs: handoff.echoIdle,
      agentNames: handoff.agentNames,
      rules,
    },
    conversation: { idleMs: conversation.idle },
    ...(survey && {
      survey: {
        kind: survey.kind,
        after: survey.after,
        expiresMs: survey.expires,
        quietMs: survey.quiet,
      },
    }),
    channels: channels as BotConfig['channels'],
    templates: templatesOf(channels, yaml, faults),
  }
}

function templatesOf(channels: ChannelsFile, yaml: YamlFile, faults: Fault[]): BotConfig['templates'] {
  const written = Object.entries(channels.whatsapp?.templates ?? {})
  return Object.fromEntries(
    written.map(([key, { name, language, parameters }]) => {
      const path = ['channels', 'whatsapp', 'templates', key, 'parameters']
      const read = parameters.flatMap((source, n) => expressionAt(source, yaml, [...path, n], faults) ?? [])
      return [key, { name, language, parameters: read }]
    }),
  )
}

/** Parses an expression that stands in a file outside of any step; undefined, and a fault at its column, when it is wrong. */
export function expressionAt(source: string, yaml: YamlFile, path: Path, faults: Fault[]) {
  try {
    return parseExpression(source)
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error
    faults.push({
      file: yaml.file,
      ...yaml.inside(path, error.col - 1),
      message: error.message,
      severity: 'error',
    })
    return undefined
  }
}

function likelyLanguages(value: unknown): string[] {
  const languages = (value as { languages?: unknown } | null | undefined)?.languages
  return Array.isArray(languages)
    ? languages.filter(tag => typeof tag === 'string' && isLanguageTag(tag))
    : []
}
