import type { Channel } from '../adapters/adapter.ts'
import { filledTemplate } from '../dialogs/template.ts'
import { filledOrGap } from '../handoff/canned.ts'
import type { DeskHandoff } from '../handoff/desk-store.ts'
import type { DeskDeps } from '../handoff/routes/deps.ts'
import type { Allowed } from '../protocol/api/allowed.ts'
import { problem } from '../protocol/api/problem.ts'
import { isoTime } from '../protocol/clock.ts'
import type { JsonObject } from '../protocol/json.ts'
import type { Thread } from '../store/store.ts'
import { customerFrame } from './customer-frame.ts'
import type { House } from './open-loops.ts'

/** What an agent may still send on a channel with a reply window, and how an approved template is sent. */
export function deskTemplates({
  store,
  contents,
  channels,
  clock,
}: Pick<House, 'store' | 'contents' | 'channels' | 'clock'>): Pick<DeskDeps, 'allowed' | 'fillTemplate'> {
  async function placeOf(handoff: DeskHandoff) {
    const thread = (await store.conversations.get(handoff.conversationId))?.thread
    return { thread, channel: channels.find(({ channel }) => channel === thread?.channel) }
  }

  async function frameOf(handoff: DeskHandoff, agentName: string) {
    const customer = await store.conversations.customer(handoff.customerId)
    return customerFrame(contents.current(), { handoff, customer, agentName, now: isoTime(clock()) })
  }

  return {
    async allowed(handoff, agent) {
      const { thread, channel } = await placeOf(handoff)
      const window = windowOf(channel, thread, clock())
      if (channel?.limits.templates !== true) return { ...window, templates: [] }
      const frame = await frameOf(handoff, agent.name)
      const { bot, texts } = contents.current()
      return {
        ...window,
        templates: Object.keys(bot.templates).map(name => {
          const text = filledOrGap(texts, name, frame)
          return { name, ...(text === undefined ? {} : { language: frame.language, text }) }
        }),
      }
    },

    async fillTemplate(handoff, agent, name) {
      const { channel } = await placeOf(handoff)
      const { bot, texts } = contents.current()
      const template = Object.hasOwn(bot.templates, name) ? bot.templates[name] : undefined
      if (channel?.limits.templates !== true || template === undefined) {
        return problem(
          422,
          'No such template',
          'template: must be a name of GET …/templates of this hand-off',
        )
      }
      const frame = await frameOf(handoff, agent.name)
      const text = filledOrGap(texts, name, frame)
      const approved = approvedOf(() =>
        filledTemplate(name, template, frame.language, frame.values as JsonObject),
      )
      if (text === undefined || approved === undefined || /\{\{[^}]*\}\}/.test(text)) {
        return problem(
          422,
          'Template not filled',
          `template: a value that ${name} needs is not known of this customer`,
        )
      }
      return { text, approved }
    },
  }
}

/** A parameter of something that is not known can't be evaluated. */
function approvedOf(fill: () => JsonObject): JsonObject | undefined {
  try {
    const filled = fill()
    const { parameters } = filled
    return Array.isArray(parameters) && parameters.includes('') ? undefined : filled
  } catch {
    return undefined
  }
}

/** A channel that is off takes nothing now. */
function windowOf(
  channel: Channel | undefined,
  thread: Thread | undefined,
  nowMs: number,
): Omit<Allowed, 'templates'> {
  if (channel === undefined) return { open: false }
  const { limits } = channel
  const known = {
    textChars: limits.textChars,
    files: limits.media !== undefined || channel.channel === 'webchat',
  }
  const windowMs = limits.agentWindowMs ?? limits.replyWindowMs
  if (windowMs === undefined) return { open: true, ...known }
  const at = thread?.lastInboundAt
  if (at === undefined) return { open: false, ...known }
  const endsMs = Date.parse(at) + windowMs
  return { open: nowMs < endsMs && thread?.windowClosed !== true, windowEndsAt: isoTime(endsMs), ...known }
}
