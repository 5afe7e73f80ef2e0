import type { TurnContext } from 'botbuilder'
import { z } from 'zod'
import type { Activity } from '../../protocol/activity.ts'
import { ConserjeError, OutcomeUnknown, Refused, Unreachable } from '../../protocol/errors.ts'
import type { Json } from '../../protocol/json.ts'
import type { ChannelDeps, Receipt, SendOptions } from '../adapter.ts'
import type { BotFrameworkConfig } from './config.ts'
import { payloadSchema } from './render.ts'
import type { Sdk } from './sdk.ts'

const account = z.looseObject({ id: z.string() })
/** A conversation reference, as `parse` left it of a proved activity: the only addresses that our token goes to. */
const referenceSchema = z.object({
  channelId: z.string(),
  serviceUrl: z.url(),
  conversation: account,
  bot: account,
  user: account,
  locale: z.string().optional(),
})
type Reference = z.output<typeof referenceSchema>

/** Of a file inside an activity: Teams takes about 28 KB a message, pages 256 K characters. Bytes. */
const MAX_INLINE_BYTES = { msteams: 15_000, others: 150_000 }

/** Of the SDK's connector client, the one call that we make. */
interface Connector {
  conversations: {
    sendToConversation(
      id: string,
      activity: object,
      options: { abortSignal: AbortSignal },
    ): Promise<{ id?: string }>
  }
}

/**
 * Sends one activity into a conversation that spoke to us before, now or weeks ago: by the SDK, which continues it from its reference.
 * @throws RateLimited | Unreachable | Refused | OutcomeUnknown
 */
export async function send(
  payload: Json,
  options: SendOptions,
  deps: Pick<ChannelDeps, 'readMedia'>,
  { load, config }: { load: () => Promise<Sdk>; config: BotFrameworkConfig },
): Promise<Receipt> {
  const parsed = payloadSchema.safeParse(payload)
  if (!parsed.success)
    throw new Refused('botframework: the payload holds no activity', { cause: parsed.error })
  const reference = referenceSchema.safeParse(options.address).data
  if (reference === undefined) {
    throw new Refused(
      `botframework: nobody of ${options.conversationId} has written to us, so there is no address`,
    )
  }
  const activity = await withFile(parsed.data, reference, deps)
  const sdk = await load()
  // The first send of a process may have waited for the SDK all its time.
  if (options.signal.aborted) throw new Unreachable('botframework: no time was left for the call')
  let sent: { id?: string } | undefined
  try {
    await sdk.adapter.continueConversationAsync(config.appId, reference as never, async context => {
      const { conversations } = connectorOf(context)
      sent = await conversations.sendToConversation(
        reference.conversation.id,
        addressed(activity, reference),
        {
          abortSignal: options.signal,
        },
      )
    })
  } catch (error) {
    throw sendError(error, options.signal, sdk)
  }
  const id: unknown = sent?.id
  return { platformId: typeof id === 'string' && id !== '' ? id : options.idempotencyKey }
}

const connectorOf = (context: TurnContext): Connector =>
  context.turnState.get((context.adapter as unknown as { ConnectorClientKey: symbol }).ConnectorClientKey)

const addressed = (
  activity: Activity,
  { bot, user, conversation, channelId, serviceUrl }: Reference,
): object => ({
  ...activity,
  from: bot,
  recipient: user,
  conversation,
  channelId,
  serviceUrl,
})

/** Our own errors come through the SDK as they are. Of its own, those of a call that was given up may have sent something, all others come before the call. */
function sendError(error: unknown, signal: AbortSignal, { tokens }: Sdk): Error {
  if (error instanceof ConserjeError) {
    if (error instanceof Unreachable && error.blame === 'config') tokens?.forget()
    return error
  }
  if (signal.aborted)
    return new OutcomeUnknown('botframework: the connector did not answer in time', { cause: error })
  return new Unreachable('botframework: the call could not be made', { cause: error, blame: 'config' })
}

/** A file of ours without an address goes inside the activity where it is small; else the words say that there is one. */
async function withFile(
  { activity, file }: z.output<typeof payloadSchema>,
  { channelId }: Reference,
  { readMedia }: Pick<ChannelDeps, 'readMedia'>,
): Promise<Activity> {
  if (file === undefined) return activity
  const stored = await readMedia(file.contentUrl.replace(/^media:/, ''))
  const most = channelId === 'msteams' ? MAX_INLINE_BYTES.msteams : MAX_INLINE_BYTES.others
  if (stored === undefined || stored.bytes.byteLength > most) {
    const { attachments: _gone, text, ...rest } = activity
    return { ...rest, text: [text, file.instead].filter(Boolean).join('\n\n') || '…' }
  }
  const contentUrl = `data:${stored.contentType};base64,${Buffer.from(stored.bytes).toString('base64')}`
  return {
    ...activity,
    attachments: activity.attachments?.map(one => ({ ...one, contentType: stored.contentType, contentUrl })),
  }
}
