import { baseOf } from '../../../locales/language-tag.ts'

/** Which of Slack's channels a hand-off's thread stands in. */
export interface ChannelChoice {
  /** Of what no other entry names; undefined: it gets no thread. */
  rest?: string
  byTeam: Readonly<Record<string, string>>
  byLanguage: Readonly<Record<string, string>>
}

const CHANNEL = /^[CG][A-Z0-9]{2,}$/

/**
 * Reads `C0GENERAL; es=C0SPANISH; team:madrid=C0MADRID`: a channel for all, for a language, for a team. Undefined when it is none of that, or
 * names one twice.
 */
export function readChannels(text: string): ChannelChoice | undefined {
  const byTeam: Record<string, string> = {}
  const byLanguage: Record<string, string> = {}
  let rest: string | undefined
  for (const entry of text.split(/[;,]/).map(one => one.trim())) {
    if (entry === '') continue
    const [key, channel] = entry.includes('=') ? split(entry) : [undefined, entry]
    if (!CHANNEL.test(channel)) return undefined
    if (key === undefined) {
      if (rest !== undefined) return undefined
      rest = channel
      continue
    }
    const team = /^team:(.+)$/.exec(key)?.[1]?.trim()
    const book = team === undefined ? byLanguage : byTeam
    const name = team ?? key.toLowerCase()
    if (team === undefined && !/^[a-z]{2,3}(-[a-z0-9]{2,8})*$/.test(name)) return undefined
    if (Object.hasOwn(book, name)) return undefined
    book[name] = channel
  }
  if (rest === undefined && Object.keys({ ...byTeam, ...byLanguage }).length === 0) return undefined
  return { ...(rest !== undefined && { rest }), byTeam, byLanguage }
}

const split = (entry: string): [string, string] => {
  const at = entry.indexOf('=')
  return [entry.slice(0, at).trim(), entry.slice(at + 1).trim()]
}

/** The team's channel, else the language's (`pt-br`, then `pt`), else that of the rest. */
export function channelFor(
  choice: ChannelChoice,
  { team, language }: { team?: string | undefined; language?: string | undefined },
): string | undefined {
  const tag = language?.toLowerCase() ?? ''
  const of = (book: Readonly<Record<string, string>>, key: string) =>
    Object.hasOwn(book, key) ? book[key] : undefined
  return (
    (team === undefined ? undefined : of(choice.byTeam, team)) ??
    of(choice.byLanguage, tag) ??
    of(choice.byLanguage, baseOf(tag)) ??
    choice.rest
  )
}
