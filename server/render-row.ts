import type { Channel, RenderContext } from '../adapters/adapter.ts'
import type { Content } from '../dialogs/content.ts'
import { usualRegister } from '../dialogs/register.ts'
import { baseOf } from '../locales/language-tag.ts'
import type { Activity } from '../protocol/activity.ts'
import { type Clock, isoTime } from '../protocol/clock.ts'
import type { LeasedRow, Rendered } from '../store/store.ts'
import { marketOf } from './market.ts'

/** The channels that are on, by name. */
export type Channels = ReadonlyMap<string, Channel>

export interface RenderDeps {
  channels: Channels
  /** Today's bot: what channels themselves say. */
  content(): Content
  clock: Clock
  /** As in RenderContext. */
  mediaLink(contentUrl: string): string | undefined
}

/**
 * A row's activities as its channel's payloads: at a lease, inside its transaction, which one row's fault must not undo. Nothing when the
 * channel is off or can't: `sendRow` renders anew then. What went of the row before stays as it is.
 */
export function renderRow(row: LeasedRow, deps: RenderDeps): Rendered {
  const channel = deps.channels.get(row.channel)
  if (channel === undefined) return []
  try {
    return render(row, channel, deps)
  } catch {
    return []
  }
}

/** @throws what the channel's `render` throws */
export function render(row: LeasedRow, channel: Channel, deps: RenderDeps): Rendered {
  const window = windowOf(row, channel, deps.clock())
  const gone = row.parts.filter(({ platformId }) => platformId !== undefined)
  const rest = activitiesAfter(row, channel, gone.length, deps)
  if (rest.length === 0) return gone.map(({ payload }) => payload)
  const fresh = channel.render(rest, contextOf(row, channel, window, deps))
  const says = rest.some(({ type }) => type === 'message')
  if (fresh.length === 0 && says && window === 'closed') return 'closed'
  return [...gone.map(({ payload }) => payload), ...fresh]
}

/** What was rendered while the thread was open must not go as it is once it is closed; and a row that was cut when it left a thread goes on. */
export function mustRenew(row: LeasedRow, { channels, clock }: RenderDeps): boolean {
  const channel = channels.get(row.channel)
  if (channel === undefined || row.parts.length === 0) return false
  const whole = row.parts.every(({ platformId }) => platformId !== undefined)
  return whole || windowOf(row, channel, clock()) === 'closed'
}

const windowOf = (row: LeasedRow, { limits }: Channel, nowMs: number): RenderContext['window'] => {
  if (limits.replyWindowMs === undefined) return 'open'
  if (row.windowClosed === true) return 'closed'
  const at = row.lastInboundAt
  return at !== undefined && nowMs - Date.parse(at) < limits.replyWindowMs ? 'open' : 'closed'
}

/** Activities of which not all parts have gone: an activity that was cut in the middle goes on from its beginning. */
function activitiesAfter(
  row: LeasedRow,
  channel: Channel,
  gone: number,
  deps: RenderDeps,
): readonly Activity[] {
  const activities = activitiesOf(row)
  if (gone === 0) return activities
  const context = contextOf(row, channel, 'open', deps)
  const first = activities.findIndex(
    (_, n) => channel.render(activities.slice(0, n + 1), context).length > gone,
  )
  return first < 0 ? [] : activities.slice(first)
}

function contextOf(
  row: LeasedRow,
  { limits }: Channel,
  window: RenderContext['window'],
  deps: RenderDeps,
): RenderContext {
  const { bot, texts } = deps.content()
  const now = isoTime(deps.clock())
  const locale = activitiesOf(row)[0]?.locale ?? row.locale ?? bot.languages[0] ?? 'en'
  const register =
    row.register ??
    limits.register ??
    usualRegister(bot, locale, marketOf(bot, { language: baseOf(locale), locale }))
  return {
    outboxId: row.id,
    locale,
    account: row.account,
    threadKey: row.threadKey,
    speaker: row.speaker,
    now,
    ...(row.lastInboundAt === undefined ? {} : { lastInboundAt: row.lastInboundAt }),
    window,
    text: (key, values = {}) =>
      texts.text(key, {
        language: locale,
        register,
        channel: row.channel,
        values,
        now,
      }) ?? '',
    mediaLink: deps.mediaLink,
  }
}

/** What of a row is said to the customer; none for a call. */
export const activitiesOf = ({ payload }: LeasedRow): readonly Activity[] =>
  'activities' in payload ? payload.activities : []
