import { escapeMrkdwn, shorten, withoutTurns } from './slack-text.ts'

/* Pieces of Block Kit, within its limits. What somebody said is `plain_text`, in which Slack obeys nothing; our own words are mrkdwn. */

export type Block = Record<string, unknown>

/** @see https://docs.slack.dev/reference/block-kit/blocks (read 2026-11): 50 blocks a message, 3,000 characters a section, 10 fields of 2,000, a header of 150 */
const HEADER_CHARS = 150
const FIELD_CHARS = 1_900
const FIELDS = 10
export const MOST_BLOCKS = 50

export function plain(text: string, most: number) {
  const shown = shorten(withoutTurns(text), most)
  // Slack takes no empty text.
  return { type: 'plain_text', text: shown.trim() === '' ? '…' : shown, emoji: false }
}

/** `text` is ours: whatever came from outside was escaped before. */
export const mrkdwn = (text: string) => ({ type: 'mrkdwn', text: shorten(text, 2_950), verbatim: true })

/** Of what came from outside, for mrkdwn: short, on one line. */
export const word = (text: unknown, most = 200): string =>
  escapeMrkdwn(shorten(withoutTurns(String(text)).replaceAll(/\s+/g, ' ').trim(), most)).replaceAll(
    /[*_~`]/g,
    sign => `\u200B${sign}`,
  )

export const header = (text: string): Block => ({ type: 'header', text: plain(text, HEADER_CHARS) })
export const section = (text: ReturnType<typeof plain> | ReturnType<typeof mrkdwn>): Block => ({
  type: 'section',
  text,
})
export const context = (text: string): Block => ({ type: 'context', elements: [mrkdwn(text)] })

/** Pairs of a label and what is known; those without are left out. */
export function fields(pairs: readonly (readonly [label: string, value: string | undefined])[]): Block[] {
  const known = pairs.flatMap(([label, value]) =>
    value === undefined || value === ''
      ? []
      : [{ type: 'mrkdwn', text: shorten(`*${label}*\n${value}`, FIELD_CHARS), verbatim: true }],
  )
  const rows: Block[] = []
  for (let from = 0; from < known.length; from += FIELDS)
    rows.push({ type: 'section', fields: known.slice(from, from + FIELDS) })
  return rows
}

/** A time as each reader's own Slack writes it. */
export function time(iso: string, form = '{date_short_pretty} {time}'): string {
  const seconds = Math.floor(Date.parse(iso) / 1000)
  return Number.isNaN(seconds) ? '' : `<!date^${seconds}^${form}|${iso.slice(0, 16).replace('T', ' ')} UTC>`
}

export interface Button {
  actionId: string
  title: string
  value: string
  style?: 'primary' | 'danger'
  confirm?: { title: string; text: string; yes: string; no: string }
  url?: string
}

export const buttons = (all: readonly Button[]): Block => ({
  type: 'actions',
  elements: all.map(({ actionId, title, value, style, confirm, url }) => ({
    type: 'button',
    action_id: actionId,
    text: { type: 'plain_text', text: title, emoji: true },
    ...(url === undefined ? { value } : { url }),
    ...(style !== undefined && { style }),
    ...(confirm !== undefined && {
      confirm: {
        title: plain(confirm.title, 100),
        text: plain(confirm.text, 300),
        confirm: plain(confirm.yes, 30),
        deny: plain(confirm.no, 30),
      },
    }),
  })),
})
