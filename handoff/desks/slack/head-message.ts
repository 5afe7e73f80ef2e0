import { createHash } from 'node:crypto'
import type { ContextPackage } from '../../../protocol/api/handoff.ts'
import {
  type Block,
  type Button,
  buttons,
  context,
  fields,
  header,
  MOST_BLOCKS,
  mrkdwn,
  plain,
  section,
  time,
  word,
} from './blocks.ts'
import { shorten } from './slack-text.ts'

/** The ids of the buttons under a thread's first message. */
export const ACTIONS = {
  claim: 'conserje_claim',
  takeOver: 'conserje_take_over',
  reply: 'conserje_reply',
  return: 'conserje_return',
  resolve: 'conserje_resolve',
  console: 'conserje_console',
} as const

const OPEN = new Set(['waiting', 'offered', 'active', 'on_hold'])
export const isOpen = ({ status }: Pick<ContextPackage, 'status'>): boolean => OPEN.has(status)

const SHOWN_LINES = 10
const SHOWN_EARLIER = 5

/** A thread's first message: the context package with its buttons. `text` is what a notification reads. */
export function headMessage(
  one: ContextPackage,
  consoleUrl: string | undefined,
): { text: string; blocks: Block[] } {
  const who = one.customer.name ?? 'A customer'
  const blocks = [
    header(`${who} · ${one.channel}${one.language === undefined ? '' : ` · ${one.language}`}`),
    section(plain(one.summary, 2_900)),
    context(statusLine(one)),
    ...fields(facts(one)),
    ...orderBlocks(one),
    ...earlierBlocks(one),
    ...known('What is known', one.slots),
    ...triedBlocks(one),
    ...suggestedBlocks(one),
    ...(one.note === undefined ? [] : [context('*Note*'), section(plain(one.note, 2_000))]),
  ]
  const offered = offeredButtons(one, consoleUrl)
  const room = MOST_BLOCKS - 1
  return {
    text: shorten(`${word(who)}: ${word(one.summary, 300)}`, 400),
    blocks: [...blocks.slice(0, room), ...(offered.length === 0 ? [] : [buttons(offered)])],
  }
}

/** Changes when the message would read otherwise. The customer's local time alone is no change. */
export const shownHash = ({ blocks }: { blocks: readonly Block[] }): string =>
  createHash('sha256').update(JSON.stringify(blocks)).digest('base64url').slice(0, 22)

/** Who has it, in one line. */
export function statusLine(one: ContextPackage): string {
  const agent = one.agentName === undefined ? 'somebody' : word(one.agentName)
  switch (one.status) {
    case 'waiting':
      return one.overdue
        ? `:red_circle: *Overdue*: promised for ${time(one.deadlineAt)}`
        : `:large_yellow_circle: *Waiting* · answer by ${time(one.deadlineAt)}`
    case 'offered':
      return `:large_yellow_circle: *Offered* to ${agent}${
        one.offeredUntil === undefined ? '' : ` until ${time(one.offeredUntil, '{time}')}`
      } · answer by ${time(one.deadlineAt)}`
    case 'active':
      return `:large_green_circle: *${agent}* has it`
    case 'on_hold':
      return `:double_vertical_bar: *On hold* with ${agent}`
    case 'returned':
      return ':robot_face: *Returned* to the bot'
    case 'resolved':
      return `:white_check_mark: *Resolved*${one.agentName === undefined ? '' : ` by ${agent}`}${
        one.cause === undefined ? '' : ` · ${word(one.causeTitle ?? one.cause)}`
      }`
  }
}

function facts(one: ContextPackage): (readonly [string, string | undefined])[] {
  const { customer, intent, sentiment } = one
  const others = intent?.alternatives
    .filter(other => other.intent !== intent.name)
    .slice(0, 2)
    .map(other => `${word(other.title ?? other.intent)} ${percent(other.confidence)}`)
  return [
    ['Reason', word(one.reasonTitle ?? one.reason)],
    ['Priority', word(one.priority)],
    ['Team', one.team === undefined ? undefined : word(one.team)],
    ['Country', customer.country === undefined ? undefined : word(customer.country)],
    ['Time zone', customer.timeZone === undefined ? undefined : word(customer.timeZone)],
    [
      'Identity',
      `${customer.verified ? 'verified' : 'not verified'}, ${customer.returning ? 'returning' : 'new'}`,
    ],
    [
      'Intent',
      intent &&
        `${word(intent.title ?? intent.name)} ${percent(intent.confidence)}${others?.length ? ` (${others.join(', ')})` : ''}`,
    ],
    ['Sentiment', sentiment && `${word(sentiment.title ?? sentiment.label)}, ${word(sentiment.trend)}`],
    ['Since', time(one.createdAt)],
  ]
}

const percent = (share: number): string => `${Math.round(share * 100)} %`

function orderBlocks({ orderCard, order }: ContextPackage): Block[] {
  if (orderCard === undefined) return known('Order', order)
  const facts = Object.fromEntries(orderCard.facts.map(({ title, value }) => [title, value]))
  return known(`Order${orderCard.title === '' ? '' : `: ${word(orderCard.title)}`}`, facts)
}

/** Conversations before this one, newest first. */
function earlierBlocks({ customer: { earlier = [] } }: ContextPackage): Block[] {
  const lines = earlier
    .slice(0, SHOWN_EARLIER)
    .map(({ openedAt, channel, title, about, orderNumber, ended }) => {
      const matter = [title ?? about, orderNumber].filter(Boolean).join(' ')
      return [openedAt.slice(0, 10), channel, matter, ended].filter(Boolean).join(' · ')
    })
  return lines.length === 0
    ? []
    : [context('*Earlier conversations*'), section(plain(lines.join('\n'), 2_000))]
}

/** What is known under names, a line each. */
function known(title: string, values: Readonly<Record<string, unknown>> | undefined): Block[] {
  const lines = Object.entries(values ?? {})
    .filter(([, value]) => value !== null && value !== '' && value !== undefined)
    .slice(0, 15)
    .map(([name, value]) => `${name}: ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
    .map(line => shorten(line.replaceAll(/\s+/g, ' '), 180))
  return lines.length === 0 ? [] : [context(`*${title}*`), section(plain(lines.join('\n'), 2_900))]
}

function triedBlocks({ tried }: ContextPackage): Block[] {
  const lines = tried.slice(-SHOWN_LINES).map(({ kind, name, title, outcome, error }) => {
    const end = error ?? outcome
    return shorten(
      `${kind} ${title ?? name}${end === undefined ? '' : `: ${end}`}`.replaceAll(/\s+/g, ' '),
      250,
    )
  })
  return lines.length === 0 ? [] : [context('*Tried*'), section(plain(lines.join('\n'), 2_900))]
}

function suggestedBlocks({ suggestedReplies }: ContextPackage): Block[] {
  const shown = suggestedReplies.slice(0, 3)
  return shown.length === 0
    ? []
    : [context('*Suggested replies*'), ...shown.map(reply => section(plain(String(reply), 600)))]
}

function offeredButtons(one: ContextPackage, consoleUrl: string | undefined): Button[] {
  const value = one.id
  const link: Button[] =
    consoleUrl === undefined ? [] : [{ actionId: ACTIONS.console, title: 'Open', value, url: consoleUrl }]
  if (!isOpen(one)) return link
  const claim: Button = { actionId: ACTIONS.claim, title: 'Claim', value, style: 'primary' }
  const free = one.status === 'waiting' || one.status === 'offered'
  return [
    ...(free ? [claim] : []),
    { actionId: ACTIONS.reply, title: 'Reply', value, ...(free ? {} : { style: 'primary' as const }) },
    {
      actionId: ACTIONS.return,
      title: 'Return to bot',
      value,
      confirm: {
        title: 'Return to the bot?',
        text: 'The bot answers the customer from here on.',
        yes: 'Return',
        no: 'Keep',
      },
    },
    { actionId: ACTIONS.resolve, title: 'Resolve', value },
    ...(free ? [] : [takeOver(value)]),
    ...link,
  ]
}

/** From whoever has it: on purpose only, so that no two answer. */
const takeOver = (value: string): Button => ({
  actionId: ACTIONS.takeOver,
  title: 'Take over',
  value,
  confirm: {
    title: 'Take it over?',
    text: 'You answer the customer from here on, and not who has it now.',
    yes: 'Take over',
    no: 'Leave it',
  },
})

/** What was said before, as the thread's second message: up to this entry. */
export function earlierMessage(
  one: ContextPackage,
  upto: string | undefined,
): { text: string; blocks: Block[] } | undefined {
  const end = one.transcript.findIndex(({ id }) => id === upto) + 1
  const before = one.transcript.slice(0, end)
  const said = before.filter(({ text }) => text !== undefined && text !== '').slice(-30)
  if (said.length === 0) return undefined
  const lines = said.map(({ at, speaker, author, text = '' }) => {
    const name = speaker === 'customer' ? (one.customer.name ?? 'Customer') : (author ?? speaker)
    return `[${at.slice(11, 16)}] ${shorten(name, 40)}: ${shorten(text.replaceAll(/\s+/g, ' '), 500)}`
  })
  const whole = lines.join('\n')
  // The newest tell most.
  const shown = whole.length <= 8_500 ? whole : `…${whole.slice(-8_500).replace(/^[\uDC00-\uDFFF]/, '')}`
  const pieces = shown.match(/[\s\S]{1,2900}/g) ?? []
  return {
    text: 'What was said so far',
    blocks: [
      context('*What was said so far* (times in UTC)'),
      ...pieces.map(piece => section(plain(piece, 2_950))),
    ],
  }
}

/** Of our own words in a thread. */
export const lineMessage = (text: string): { text: string; blocks: Block[] } => ({
  text,
  blocks: [{ type: 'context', elements: [mrkdwn(text)] }],
})
