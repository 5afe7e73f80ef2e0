import type { ContextPackage, TranscriptEntry } from '../../../protocol/api/handoff.ts'
import { type Block, context, mrkdwn, plain, section, word } from './blocks.ts'
import { cutSections, escapeMrkdwn, shorten } from './slack-text.ts'

export type Entry = TranscriptEntry

/** How far an answer came, as far as a thread tells: a final state is not looked at again. */
export type Arrival = 'waiting' | 'arrived' | 'failed'

/** Sections of one entry; the rest is read in the console. */
const MOST_SECTIONS = 3

export const arrivalOf = (delivery: Entry['delivery']): Arrival => {
  switch (delivery?.status) {
    case undefined:
    case 'waiting':
      return 'waiting'
    case 'failed':
    case 'cancelled':
    case 'parked':
      return 'failed'
    default:
      return 'arrived'
  }
}

/** What a thread says of an answer that went to the customer. */
export function arrivalLine(entry: Entry): string {
  const { delivery } = entry
  switch (arrivalOf(delivery)) {
    case 'waiting':
      return ':outbox_tray: on its way to the customer'
    case 'arrived':
      return `:white_check_mark: sent to the customer${delivery?.status === 'read' ? ', read' : ''}`
    case 'failed':
      return `:warning: *not delivered*: ${word(delivery?.error ?? delivery?.status ?? 'unknown', 400)}`
  }
}

/** A word of the transcript as a message of the thread; undefined: a thread has nothing to show of it. */
export function entryMessage(
  entry: Entry,
  one: ContextPackage,
  consoleUrl: string | undefined,
): { text: string; blocks: Block[] } | undefined {
  const said = sayingOf(entry, one)
  if (said === undefined) return undefined
  const { title, text } = said
  const { pieces, left } = cutSections(text, MOST_SECTIONS)
  const rest = left === 0 ? [] : [context(`… and ${left} more characters${linkTo(consoleUrl)}`)]
  const translated = translationOf(entry)
  const blocks = [
    context(title),
    ...pieces.map(piece => section(plain(piece, 2_950))),
    ...rest,
    ...(translated === undefined
      ? []
      : [context(':globe_with_meridians: translated'), section(plain(translated, 2_900))]),
    ...fileLines(entry),
    ...(entry.speaker === 'agent' && isAnswer(entry) ? [context(arrivalLine(entry))] : []),
  ]
  return { text: shorten(`${title.replaceAll('*', '')}: ${escapeMrkdwn(shorten(text, 200))}`, 300), blocks }
}

export const isAnswer = ({ activity }: Entry): boolean => activity.type === 'message'

const linkTo = (url: string | undefined) => (url === undefined ? ', in the console' : `: <${url}|console>`)

function sayingOf(entry: Entry, one: ContextPackage): { title: string; text: string } | undefined {
  const { speaker, author, activity, text = '' } = entry
  const name = speaker === 'customer' ? (one.customer.name ?? 'Customer') : (author ?? speaker)
  if (activity.type === 'message') {
    if (text === '' && (activity.attachments?.length ?? 0) === 0) return undefined
    if (speaker === 'customer') return { title: `:speech_balloon: *${word(name)}*`, text }
    if (speaker === 'agent') return { title: `:arrow_right: *${word(name)}* to the customer`, text }
    return { title: speaker === 'bot' ? ':robot_face: *Bot*' : ':information_source: *Conserje*', text }
  }
  return eventSaying(entry, word(name))
}

function eventSaying(
  { activity, speaker, text }: Entry,
  name: string,
): { title: string; text: string } | undefined {
  const value = (activity.value ?? {}) as Record<string, unknown>
  const said = typeof value.text === 'string' ? value.text : (text ?? '')
  switch (activity.name) {
    case 'note':
      return { title: `:memo: *${name}*, note`, text: text ?? '' }
    case 'unsent':
      return {
        title: `:no_entry: *${name}* was too late, *not sent*: ${word(String(value.why))}`,
        text: text ?? '',
      }
    case 'edited':
      return {
        title: `:pencil2: *${name}* changed ${speaker === 'customer' ? 'a message' : 'a note'}`,
        text: said,
      }
    case 'deleted':
      return {
        title: `:wastebasket: *${name}* took ${speaker === 'customer' ? 'a message' : 'a note'} back`,
        text: '',
      }
    case 'reaction':
      return {
        title: `*${name}* reacted`,
        text: typeof value.emoji === 'string' ? value.emoji : '(taken back)',
      }
    case 'location':
      return { title: `:round_pushpin: *${name}* sent a place`, text: placeText(value) }
    case undefined:
      return undefined
    default:
      return { title: `*${name}*: ${word(activity.name)}`, text: said || flat(value) }
  }
}

const placeText = ({ name, address, latitude, longitude }: Record<string, unknown>): string =>
  [name, address, `${latitude}, ${longitude}`].filter(part => part !== undefined).join('\n')

const flat = (value: object): string =>
  Object.keys(value).length === 0 ? '' : shorten(JSON.stringify(value), 1_000)

/** The agent's language beside the original, where a translator is configured. */
const translationOf = ({ translation }: Entry): string | undefined =>
  translation?.status === 'done' && translation.text !== '' ? translation.text : undefined

function fileLines({ media = [], activity }: Entry): Block[] {
  const unstored = media
    .filter(({ status }) => status !== 'stored')
    .map(({ name = 'a file', status, error }) =>
      status === 'refused'
        ? `:paperclip: ${word(name)} was not taken: ${word(error ?? 'no reason given')}`
        : `:paperclip: ${word(name)} is still being loaded`,
    )
  const cards = (activity.attachments ?? []).filter(({ contentType }) => contentType.includes('card'))
  const lines = [...unstored, ...cards.map(() => ':card_index: with a card')]
  return lines.length === 0 ? [] : [{ type: 'context', elements: lines.slice(0, 10).map(mrkdwn) }]
}
