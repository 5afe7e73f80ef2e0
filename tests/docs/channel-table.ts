import type { Adapter, Limits } from '../../adapters/adapter.ts'
import { standIns } from '../../adapters/stand-ins.ts'

/** What each channel can do, as the table of docs/channels/README.md. */
export function channelTable(adapters: readonly Pick<Adapter, 'channel' | 'limits'>[]): string {
  const rows = [...adapters]
    .sort((a, b) => (a.channel < b.channel ? -1 : 1))
    .map(({ channel, limits }) =>
      row([`\`${channel}\``, ...cells(limits), yes(Object.hasOwn(standIns, channel))]),
    )
  const head = [
    'channel',
    'text',
    'buttons',
    'list',
    'link button',
    'cards',
    'files',
    'typing',
    'reactions',
    'templates',
    'reply window',
    'receipts',
    'markup',
    'stand-in',
  ]
  return [row(head), row(head.map(() => '---')), ...rows].join('\n')
}

const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
const yes = (has: boolean | undefined) => (has ? 'yes' : '–')

function cells(limits: Limits): string[] {
  const { textChars, textUnit, buttons, buttonChars, list, linkButton, cards, media, markup } = limits
  const files = media
    ? (['image', 'audio', 'video', 'file'] as const).filter(kind => media[kind] !== undefined)
    : []
  return [
    `${number(textChars)} ${textUnit === 'bytes' ? 'bytes' : 'characters'}`,
    buttons === 0 ? 'numbered text' : `${buttons} of ${buttonChars}`,
    list ? `${list.rows} rows of ${list.titleChars} + ${list.descriptionChars}` : '–',
    yes(linkButton !== undefined),
    yes(cards),
    files.length === 0 ? '–' : files.join(', '),
    yes(limits.typing),
    yes(limits.reactions),
    yes(limits.templates),
    limits.replyWindowMs === undefined ? 'always' : `${limits.replyWindowMs / 3_600_000} h`,
    yes(limits.receipts),
    markup,
  ]
}

const number = (value: number) => value.toLocaleString('en-GB')
