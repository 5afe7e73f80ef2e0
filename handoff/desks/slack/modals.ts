import { z } from 'zod'
import type { CannedReply } from '../../../protocol/api/desk.ts'
import type { ContextPackage } from '../../../protocol/api/handoff.ts'
import { type Block, context, plain, section, word } from './blocks.ts'
import { shorten } from './slack-text.ts'

/* The modals. @see https://docs.slack.dev/reference/views (read 2026-11): 100 blocks, private_metadata of 3,000 characters, a title of 24; an input takes 3,000 */

export const VIEWS = { reply: 'conserje_reply', resolve: 'conserje_resolve' } as const
export const CANNED_ACTION = 'conserje_canned'
const TEXT_ACTION = 'text'
const CAUSE_BLOCK = 'cause'
const NOTE_BLOCK = 'note'
const INPUT_CHARS = 3_000
const OPTIONS = 100

/** What a modal is about; some hundred characters at most. */
const metadataSchema = z.object({
  handoffId: z.string().max(100),
  channelId: z.string().max(50),
  threadTs: z.string().max(50),
})
export type ModalMetadata = z.infer<typeof metadataSchema>

export function readMetadata(text: string | undefined): ModalMetadata | undefined {
  try {
    return metadataSchema.parse(JSON.parse(text ?? ''))
  } catch {
    return undefined
  }
}

const modal = (
  callbackId: string,
  metadata: ModalMetadata,
  words: { title: string; submit: string },
  blocks: Block[],
): Block => ({
  type: 'modal',
  callback_id: callbackId,
  private_metadata: JSON.stringify(metadata),
  notify_on_close: true,
  title: plain(words.title, 24),
  submit: plain(words.submit, 24),
  close: plain('Cancel', 24),
  blocks,
})

/** The name under which an input's text comes back: another one with each canned reply, since Slack keeps what was typed under the same. */
const textBlockId = (chosen: string | undefined) =>
  chosen === undefined ? 'reply' : `reply:${chosen.slice(0, 100)}`

/** The answer to a customer. `chosen`: a canned reply that fills the text in. */
export function replyModal(
  one: ContextPackage,
  canned: readonly CannedReply[],
  metadata: ModalMetadata,
  chosen?: CannedReply,
): Block {
  const last = one.transcript.findLast(({ speaker, text }) => speaker === 'customer' && text !== undefined)
  const options = canned.filter(({ name }) => name.length <= 150).slice(0, OPTIONS)
  return modal(VIEWS.reply, metadata, { title: 'Reply to the customer', submit: 'Send' }, [
    ...(last?.text === undefined
      ? []
      : [context(`*${word(one.customer.name ?? 'Customer')}* wrote:`), section(plain(last.text, 1_000))]),
    ...(options.length === 0
      ? []
      : [
          {
            type: 'section',
            block_id: 'canned',
            text: plain('Canned reply', 100),
            accessory: {
              type: 'static_select',
              action_id: CANNED_ACTION,
              placeholder: plain('Choose one', 75),
              options: options.map(({ name, title }) => ({ text: plain(title || name, 75), value: name })),
            },
          },
        ]),
    {
      type: 'input',
      block_id: textBlockId(chosen?.name),
      label: plain('The customer reads this', 100),
      element: {
        type: 'plain_text_input',
        action_id: TEXT_ACTION,
        multiline: true,
        max_length: INPUT_CHARS,
        focus_on_load: true,
        ...(chosen !== undefined && { initial_value: shorten(chosen.text, INPUT_CHARS) }),
      },
    },
  ])
}

/** Why it is over. Without a list of causes it is typed. */
export function resolveModal(
  causes: readonly { cause: string; label: string }[],
  metadata: ModalMetadata,
): Block {
  const listed = causes.filter(({ cause }) => cause.length <= 150).slice(0, OPTIONS)
  return modal(VIEWS.resolve, metadata, { title: 'Resolve', submit: 'Resolve' }, [
    {
      type: 'input',
      block_id: CAUSE_BLOCK,
      label: plain('Cause', 100),
      element:
        listed.length === 0
          ? { type: 'plain_text_input', action_id: TEXT_ACTION, max_length: 200 }
          : {
              type: 'static_select',
              action_id: TEXT_ACTION,
              placeholder: plain('Why did they write?', 75),
              options: listed.map(({ cause, label }) => ({ text: plain(label || cause, 75), value: cause })),
            },
    },
    {
      type: 'input',
      block_id: NOTE_BLOCK,
      optional: true,
      label: plain('Note for the desk', 100),
      element: { type: 'plain_text_input', action_id: TEXT_ACTION, multiline: true, max_length: INPUT_CHARS },
    },
  ])
}

const valuesSchema = z.record(
  z.string(),
  z.record(
    z.string(),
    z.looseObject({
      value: z.string().nullish(),
      selected_option: z.looseObject({ value: z.string() }).nullish(),
    }),
  ),
)

/** What was typed or chosen in a submitted modal, by block; with the id of the reply's block, under which an error is shown. */
export function readValues(state: unknown): {
  reply?: string
  replyBlock: string
  cause?: string
  note?: string
} {
  const values = valuesSchema.safeParse((state as { values?: unknown } | undefined)?.values).data ?? {}
  const of = (block: string) => {
    const given = values[block]?.[TEXT_ACTION]
    const text = (given?.selected_option?.value ?? given?.value ?? '').trim()
    return text === '' ? undefined : text
  }
  const replyBlock = Object.keys(values).find(key => key === 'reply' || key.startsWith('reply:')) ?? 'reply'
  const [reply, cause, note] = [of(replyBlock), of(CAUSE_BLOCK), of(NOTE_BLOCK)]
  return {
    replyBlock,
    ...(reply !== undefined && { reply }),
    ...(cause !== undefined && { cause }),
    ...(note !== undefined && { note }),
  }
}
