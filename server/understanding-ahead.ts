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
/** Understandings that wait for their turn: more than one look at the inbox gives. Those whose conversation another process took are never asked for. */
const PREPARED = 2_000

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
      prepared.delete(conversationId)
      try {
        const understanding = understander().understand(text, hints)
        prepared.set(conversationId, { key: keyOf(text, hints), understanding })
      } catch {
        // `read` fails the same way, inside the claim: there the try counts for this row alone, and no other conversation waits for it.
        return
      }
      forgetOldest(prepared, PREPARED)
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
      forgetOldest(remembered, REMEMBERED)
    },
  }
}

function forgetOldest(map: Map<string, unknown>, most: number): void {
  if (map.size <= most) return
  for (const oldest of map.keys()) {
    map.delete(oldest)
    return
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
