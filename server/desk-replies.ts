import { cannedReplies } from '../handoff/canned.ts'
import type { PackageDeps } from '../handoff/package/package-reader.ts'
import type { DeskDeps } from '../handoff/routes/deps.ts'
import { createSuggest } from '../handoff/suggest/suggest.ts'
import { createTranslateReply } from '../handoff/translate/translate-reply.ts'
import { isoTime } from '../protocol/clock.ts'
import { customerFrame } from './customer-frame.ts'
import type { House } from './open-loops.ts'

/** The canned replies of the bot that is served now. */
export const deskCanned =
  ({ store, contents, clock }: Pick<House, 'store' | 'contents' | 'clock'>): DeskDeps['canned'] =>
  async ({ handoff, language, agentName, titles }) => {
    const customer = handoff && (await store.conversations.customer(handoff.customerId))
    const content = contents.current()
    const now = isoTime(clock())
    return cannedReplies(
      content.texts,
      customerFrame(content, { handoff, customer, language, agentName, now }),
      titles,
    )
  }

/** Answers in the customer's language, marked as translated in the bot's words. */
export const deskTranslateReply = ({
  store,
  contents,
  clock,
  translator,
}: Pick<House, 'store' | 'contents' | 'clock' | 'translator'>): DeskDeps['translateReply'] =>
  createTranslateReply({
    translator,
    async mark(handoff, text) {
      const customer = await store.conversations.customer(handoff.customerId)
      const content = contents.current()
      const frame = customerFrame(content, { handoff, customer, now: isoTime(clock()) })
      const mark = content.texts.text('common.translated', frame)
      return mark === undefined ? text : `${text}\n\n${mark}`
    },
  })

/** What may be answered, from the bot's FAQ and from what agents answered before. */
export const deskSuggest = ({
  store,
  contents,
  clock,
}: Pick<House, 'store' | 'contents' | 'clock'>): NonNullable<PackageDeps['suggest']> =>
  createSuggest({
    learned: store.replies.of,
    content: contents.current,
    async frame(handoff) {
      const { customerId, agentId } = handoff
      const [customer, agent] = await Promise.all([
        store.conversations.customer(customerId),
        agentId === undefined ? undefined : store.agents.get(agentId),
      ])
      const now = isoTime(clock())
      return customerFrame(contents.current(), { handoff, customer, agentName: agent?.name, now })
    },
    clock,
  })
