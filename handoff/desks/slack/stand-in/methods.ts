import { called, checkBlocks, checkView } from './check-blocks.ts'
import { APP, type SlackMessage, shownMessage, type World } from './world.ts'

export interface MethodDeps {
  world: World
  /** Where files and uploads lie. */
  base(): string
  onPosted(message: SlackMessage): void
  onCalled(who: readonly string[]): void
}

type Args = Record<string, string>
type Result = Record<string, unknown>

/** `ok: false`, with why. */
export class Refusal extends Error {
  readonly messages: string[]
  constructor(error: string, messages: string[] = []) {
    super(error)
    this.messages = messages
  }
}

const json = (text: string | undefined): unknown => (text === undefined ? undefined : JSON.parse(text))

/** Methods of the Web API by name: each gives what `ok: true` brings, or throws its Refusal. */
export function createMethods(deps: MethodDeps): Readonly<Record<string, (args: Args) => Result>> {
  const { world, base, onPosted, onCalled } = deps
  const fileUrl = (file: { id: string }) => `${base()}/files-pri/${file.id}`
  const inChannel = (channel: string | undefined): string => {
    if (channel === undefined || !world.channels.includes(channel)) throw new Refusal('channel_not_found')
    return channel
  }
  const checked = (blocks: unknown, most: number) => {
    const faults = checkBlocks(blocks, most)
    if (faults.length > 0)
      throw new Refusal(
        'invalid_blocks',
        faults.map(fault => `[ERROR] ${fault}`),
      )
    return (blocks ?? []) as Record<string, unknown>[]
  }
  const threadOf = (channel: string, ts: string | undefined): string | undefined => {
    if (ts !== undefined && world.message(channel, ts) === undefined) throw new Refusal('thread_not_found')
    return ts
  }
  const page = (
    messages: readonly SlackMessage[],
    { oldest = '0', limit = '100', cursor = '0' }: Args,
  ): Result => {
    const since = messages.filter(one => Number(one.ts) >= Number(oldest))
    const from = Number(cursor)
    const some = since.slice(from, from + Number(limit))
    const next = from + some.length < since.length ? String(from + some.length) : ''
    return {
      messages: some.map(one => shownMessage(one, fileUrl)),
      has_more: next !== '',
      response_metadata: { next_cursor: next },
    }
  }
  const openView = (args: Args, user: string): Result => {
    const view = json(args.view) as Record<string, unknown>
    const faults = checkView(view)
    if (faults.length > 0)
      throw new Refusal(
        'invalid_arguments',
        faults.map(fault => `[ERROR] ${fault}`),
      )
    const id = args.view_id ?? world.nextId('V')
    const hash = world.nextId('h')
    world.views.set(id, { id, hash, user, view })
    return { view: { ...view, id, hash } }
  }

  return {
    'auth.test': () => ({
      user_id: APP.userId,
      bot_id: APP.botId,
      team_id: APP.teamId,
      url: 'https://shop.slack.example/',
    }),

    'chat.postMessage'(args) {
      const channel = inChannel(args.channel)
      const blocks = checked(json(args.blocks), 50)
      const threadTs = threadOf(channel, args.thread_ts)
      if ([...(args.text ?? '')].length > 40_000) throw new Refusal('msg_too_long')
      if ((args.text ?? '') === '' && blocks.length === 0) throw new Refusal('no_text')
      const message: SlackMessage = {
        channel,
        ts: world.nextTs(),
        ...(threadTs !== undefined && { threadTs }),
        text: args.text ?? '',
        blocks,
        metadata: json(args.metadata),
        files: [],
        reactions: [],
        broadcast: args.reply_broadcast === 'true',
        edits: 0,
        deleted: false,
      }
      world.messages.push(message)
      onCalled(called(message.text, blocks))
      onPosted(message)
      return { channel, ts: message.ts, message: shownMessage(message, fileUrl) }
    },

    'chat.update'(args) {
      const message = world.message(inChannel(args.channel), args.ts ?? '')
      if (message === undefined) throw new Refusal('message_not_found')
      if (message.user !== undefined) throw new Refusal('cant_update_message')
      message.blocks = checked(json(args.blocks), 50)
      message.text = args.text ?? ''
      message.edits++
      onCalled(called(message.text, message.blocks))
      return { channel: message.channel, ts: message.ts }
    },

    'chat.postEphemeral'(args) {
      const channel = inChannel(args.channel)
      if (!world.users.has(args.user ?? '')) throw new Refusal('user_not_in_channel')
      world.whispers.push({
        channel,
        user: args.user ?? '',
        text: args.text ?? '',
        ...(args.thread_ts !== undefined && { threadTs: args.thread_ts }),
      })
      return { message_ts: world.nextTs() }
    },

    'conversations.replies'(args) {
      const channel = inChannel(args.channel)
      if (world.message(channel, args.ts ?? '') === undefined) throw new Refusal('thread_not_found')
      return page(world.thread(channel, args.ts ?? ''), args)
    },

    'conversations.history'(args) {
      const channel = inChannel(args.channel)
      const top = world.messages.filter(
        one => one.channel === channel && one.threadTs === undefined && !one.deleted,
      )
      return page(top.reverse(), args)
    },

    'reactions.add'(args) {
      const message = world.message(inChannel(args.channel), args.timestamp ?? '')
      if (message === undefined) throw new Refusal('message_not_found')
      if (message.reactions.includes(args.name ?? '')) throw new Refusal('already_reacted')
      message.reactions.push(args.name ?? '')
      return {}
    },

    'users.info'(args) {
      const user = world.users.get(args.user ?? '')
      if (user === undefined) throw new Refusal('user_not_found')
      const profile = { real_name: user.name, ...(user.email !== undefined && { email: user.email }) }
      const { id, name, more = {} } = user
      return {
        user: { id, team_id: APP.teamId, name: name.toLowerCase(), real_name: name, profile, ...more },
      }
    },

    'views.open'(args) {
      const trigger = world.triggers.get(args.trigger_id ?? '')
      if (trigger === undefined) throw new Refusal('invalid_trigger_id')
      world.triggers.delete(args.trigger_id ?? '')
      if (trigger.until < Date.now()) throw new Refusal('expired_trigger_id')
      return openView(args, trigger.user)
    },

    'views.update'(args) {
      const view = world.views.get(args.view_id ?? '')
      if (view === undefined) throw new Refusal('not_found')
      if (args.hash !== undefined && args.hash !== view.hash) throw new Refusal('hash_conflict')
      return openView(args, view.user)
    },

    'files.getUploadURLExternal'(args) {
      if (!(Number(args.length) > 0)) throw new Refusal('invalid_arguments')
      const id = world.nextId('F')
      const file = {
        id,
        name: args.filename ?? 'file',
        mimetype: 'application/octet-stream',
        bytes: new Uint8Array(),
      }
      world.files.set(id, { ...file, url: fileUrl(file) })
      return { file_id: id, upload_url: `${base()}/upload/${id}` }
    },

    'files.completeUploadExternal'(args) {
      const channel = inChannel(args.channel_id)
      const threadTs = threadOf(channel, args.thread_ts)
      const files = (json(args.files) as { id: string }[]).map(({ id }) => {
        const file = world.files.get(id)
        if (file === undefined || file.bytes.length === 0) throw new Refusal('file_not_found')
        return file
      })
      const message: SlackMessage = {
        channel,
        ts: world.nextTs(),
        ...(threadTs !== undefined && { threadTs }),
        text: args.initial_comment ?? '',
        blocks: [],
        files,
        reactions: [],
        broadcast: false,
        edits: 0,
        deleted: false,
      }
      world.messages.push(message)
      onPosted(message)
      return { files: files.map(({ id, name }) => ({ id, title: name })) }
    },
  }
}
