import type { BotConfig } from '../dialogs/content.ts'
import type { Hints, Understander } from '../intents/understander.ts'
import type { Understanding } from '../protocol/understanding.ts'
import type { InboxRow } from '../store/store.ts'
import { marketOf } from './market.ts'
import { turnRows, turnText } from './turn-rows.ts'

/** What is known of a conversation that helps to read its next message. */
export interface ReadingFacts {
  language?: string | undefined
  locale?: string | undefined
  country?: string | undefined
  expects: readonly string[]
}

export interface UnderstandingAhead {
  /** Reads the first message of these rows before the transaction, with what the last turn of this process left. */
  prepare(conversationId: string, rows: readonly InboxRow[]): void
  /** The understanding of a text with what is really known now: the prepared one when it was made with the same. */
  read(conversationId: string, text: string, facts: ReadingFacts): Understanding
  /** After a turn: what the next message of this conversation will be read with. */
  remember(conversationId: string, facts: ReadingFacts): void
}

/** Conversations whose last facts are kept, about 200 bytes each. Forgetting costs one more understanding, inside the transaction. */
const REMEMBERED = 20_000

/**
 * Understanding is most of a turn's time and needs no lock, so it runs before the transaction. A guess at the facts may be old
 * (another process took the last turn): `read` compares, and reads again when it must, so the guess decides only the speed.
 */
export function createUnderstandingAhead(
  understander: () => Understander,
  bot: () => BotConfig,
  gather: boolean,
): UnderstandingAhead {
  const remembered = new Map<string, ReadingFacts>()
  const prepared = new Map<string, { key: string; understanding: Understanding }>()
  return {
    prepare(conversationId, rows) {
      const turn = turnRows(rows, gather).find(({ kind }) => kind === 'activity')
      const text = turn === undefined ? '' : turnText(turn)
      if (text === '') return
      const facts = { expects: [], ...remembered.get(conversationId) }
      const hints = hintsOf(bot(), { ...facts, locale: turn?.activities[0]?.locale ?? facts.locale })
      prepared.set(conversationId, {
        key: keyOf(text, hints),
        understanding: understander().understand(text, hints),
      })
    },
    read(conversationId, text, facts) {
      const hints = hintsOf(bot(), facts)
      const found = prepared.get(conversationId)
      prepared.delete(conversationId)
      if (found?.key === keyOf(text, hints)) return found.understanding
      return understander().understand(text, hints)
    },
    remember(conversationId, facts) {
      remembered.delete(conversationId)
      remembered.set(conversationId, facts)
      if (remembered.size > REMEMBERED) {
        for (const oldest of remembered.keys()) {
          remembered.delete(oldest)
          break
        }
      }
    },
  }
}

function hintsOf(bot: BotConfig, facts: ReadingFacts): Hints {
  const market = marketOf(bot, facts)
  return {
    ...(facts.language === undefined ? {} : { language: facts.language }),
    ...(facts.locale === undefined ? {} : { locale: facts.locale }),
    ...(market === undefined ? {} : { market }),
    ...(facts.expects.length === 0 ? {} : { expects: facts.expects }),
  }
}

const keyOf = (text: string, { language, locale, market, expects }: Hints) =>
  `${language}|${locale}|${market}|${expects?.join()}|${text}`
