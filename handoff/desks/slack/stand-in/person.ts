import type { Delivery } from './delivery.ts'
import { APP, type SlackFileRecord, type SlackMessage, shownMessage, type World } from './world.ts'

/** What people do in Slack; each resolves to the status of the server's answer (0: none came). */
export interface PersonActs {
  /** Writes into a channel, or into a thread; `@Conserje` at the beginning mentions the app. */
  write(
    userId: string,
    text: string,
    place: { channel: string; threadTs?: string },
    more?: WriteOptions,
  ): Promise<{ status: number; ts: string }>
  edit(userId: string, at: { channel: string; ts: string }, text: string): Promise<number>
  remove(userId: string, at: { channel: string; ts: string }): Promise<number>
  /** Presses a button under a message by its title. 404: there is none. */
  pressUnder(userId: string, at: { channel: string; ts: string }, title: string): Promise<number>
  /** Chooses an option in the modal that is open before them. */
  choose(userId: string, value: string): Promise<number>
  /** Sends the modal: what is typed by block (`reply`, `cause`, `note`); 404: no modal is open, or its list has no such option. The errors that the modal then shows; undefined: it closed. */
  submit(
    userId: string,
    values: Record<string, string>,
  ): Promise<{ status: number; errors?: Record<string, string> }>
  closeModal(userId: string): Promise<number>
  /** The message shortcut of that callback id. */
  shortcut(userId: string, at: { channel: string; ts: string }, callbackId: string): Promise<number>
}

export interface WriteOptions {
  files?: readonly { name: string; mimetype: string; bytes: Uint8Array }[]
  /** How often Slack delivers it, with one event_id. */
  deliveries?: number
  /** As an app without rich text would. */
  withoutBlocks?: boolean
}

type Piece = Record<string, unknown>
const pieces = (value: unknown): Piece[] => (Array.isArray(value) ? value : [])

/** What was typed, as Slack's own composer sends it. */
function richText(text: string): Piece[] {
  const [, mention, rest] = /^(@Conserje)?([\s\S]*)$/.exec(text) ?? []
  return [
    {
      type: 'rich_text',
      elements: [
        {
          type: 'rich_text_section',
          elements: [
            ...(mention === undefined ? [] : [{ type: 'user', user_id: APP.userId }]),
            ...(rest ? [{ type: 'text', text: rest }] : []),
          ],
        },
      ],
    },
  ]
}

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
const mrkdwn = (text: string) => escaped(text).replace(/^@Conserje/, `<@${APP.userId}>`)

/** Of a list nothing else can be chosen. */
const offers = (view: Piece, values: Record<string, string>): boolean =>
  pieces(view.blocks).every(({ block_id, element }) => {
    const given = values[String(block_id)]
    const { type, options } = (element ?? {}) as Piece
    return (
      given === undefined || type !== 'static_select' || pieces(options).some(({ value }) => value === given)
    )
  })

export function createPersonActs(world: World, delivery: Delivery, base: () => string): PersonActs {
  const fileUrl = ({ id }: SlackFileRecord) => `${base()}/files-pri/${id}`
  const envelope = (event: Piece): Piece => ({
    type: 'event_callback',
    token: 'legacy',
    team_id: APP.teamId,
    api_app_id: APP.appId,
    event_id: world.nextId('Ev'),
    event_time: Math.floor(Date.now() / 1000),
    authorizations: [{ team_id: APP.teamId, user_id: APP.userId, is_bot: true, enterprise_id: null }],
    event: { channel_type: 'channel', event_ts: world.nextTs(), ...event },
  })
  const who = (userId: string) => ({
    id: userId,
    name: world.users.get(userId)?.name ?? userId,
    team_id: APP.teamId,
  })
  const common = (userId: string) => ({
    team: { id: APP.teamId, domain: 'shop' },
    user: who(userId),
    api_app_id: APP.appId,
    token: 'legacy',
  })
  const trigger = (user: string): string => {
    const id = world.nextId('trigger')
    world.triggers.set(id, { user, until: Date.now() + 3_000 })
    return id
  }
  const modalOf = (userId: string) => [...world.views.values()].findLast(({ user }) => user === userId)

  async function interactWithModal(userId: string, payload: Piece) {
    const modal = modalOf(userId)
    if (modal === undefined) return { status: 404, json: undefined }
    const view = {
      ...modal.view,
      id: modal.id,
      hash: modal.hash,
      app_installed_team_id: APP.teamId,
      ...(payload.view as Piece),
    }
    return delivery.interact({ ...common(userId), ...payload, view })
  }

  return {
    async write(
      userId,
      text,
      { channel, threadTs },
      { files = [], deliveries = 1, withoutBlocks = false } = {},
    ) {
      const records = files.map(file => ({ id: world.nextId('F'), ...file }))
      for (const record of records) world.files.set(record.id, { ...record, url: fileUrl(record) })
      const message: SlackMessage = {
        channel,
        ts: world.nextTs(),
        ...(threadTs !== undefined && { threadTs }),
        user: userId,
        text: mrkdwn(text),
        blocks: withoutBlocks || text === '' ? [] : richText(text),
        files: records,
        reactions: [],
        broadcast: false,
        edits: 0,
        deleted: false,
      }
      world.messages.push(message)
      const subtype = records.length > 0 ? { subtype: 'file_share' } : {}
      const body = envelope({ ...shownMessage(message, fileUrl), ...subtype, channel })
      return { status: await delivery.event(body, deliveries), ts: message.ts }
    },

    async edit(userId, { channel, ts }, text) {
      const message = world.message(channel, ts)
      if (message?.user !== userId) return 404
      const before = shownMessage(message, fileUrl)
      Object.assign(message, { text: mrkdwn(text), blocks: richText(text), edits: message.edits + 1 })
      const change = { message: shownMessage(message, fileUrl), previous_message: before }
      return delivery.event(
        envelope({
          type: 'message',
          subtype: 'message_changed',
          hidden: true,
          channel,
          ts: world.nextTs(),
          ...change,
        }),
      )
    },

    async remove(userId, { channel, ts }) {
      const message = world.message(channel, ts)
      if (message?.user !== userId) return 404
      message.deleted = true
      const change = { deleted_ts: ts, previous_message: shownMessage(message, fileUrl) }
      return delivery.event(
        envelope({
          type: 'message',
          subtype: 'message_deleted',
          hidden: true,
          channel,
          ts: world.nextTs(),
          ...change,
        }),
      )
    },

    async pressUnder(userId, { channel, ts }, title) {
      const message = world.message(channel, ts)
      const button = message?.blocks
        .flatMap(block => (block.type === 'actions' ? pieces(block.elements) : []))
        .find(element => (element.text as Piece | undefined)?.text === title)
      if (message === undefined || button === undefined) return 404
      const { status } = await delivery.interact({
        ...common(userId),
        type: 'block_actions',
        trigger_id: trigger(userId),
        container: { type: 'message', message_ts: ts, channel_id: channel },
        channel: { id: channel, name: 'desk' },
        message: shownMessage(message, fileUrl),
        actions: [
          { type: 'button', action_id: button.action_id, value: button.value, action_ts: world.nextTs() },
        ],
      })
      return status
    },

    async choose(userId, value) {
      const { status } = await interactWithModal(userId, {
        type: 'block_actions',
        trigger_id: trigger(userId),
        actions: [
          {
            type: 'static_select',
            action_id: 'conserje_canned',
            action_ts: world.nextTs(),
            selected_option: { text: { type: 'plain_text', text: value }, value },
          },
        ],
      })
      return status
    },

    async submit(userId, values) {
      const modal = modalOf(userId)
      if (modal === undefined || !offers(modal.view, values)) return { status: 404 }
      const inputs = pieces(modal.view.blocks).filter(({ type }) => type === 'input')
      const state = inputs.map(({ block_id, element }) => {
        const { type, initial_value } = element as Piece
        const given = values[String(block_id).split(':')[0] ?? ''] ?? initial_value
        const typed =
          type === 'static_select'
            ? { type, selected_option: given === undefined ? null : { value: given } }
            : { type, value: given ?? null }
        return [block_id, { [String((element as Piece).action_id)]: typed }]
      })
      const view = { state: { values: Object.fromEntries(state) } }
      const { status, json } = await interactWithModal(userId, {
        type: 'view_submission',
        trigger_id: trigger(userId),
        view,
      })
      const { errors } = (json ?? {}) as { errors?: Record<string, string> }
      if (status === 200 && errors === undefined) world.views.delete(modal.id)
      return { status, ...(errors !== undefined && { errors }) }
    },

    async closeModal(userId) {
      const { status } = await interactWithModal(userId, { type: 'view_closed', is_cleared: false })
      const modal = modalOf(userId)
      if (modal !== undefined) world.views.delete(modal.id)
      return status
    },

    async shortcut(userId, { channel, ts }, callbackId) {
      const message = world.message(channel, ts)
      if (message === undefined) return 404
      const { status } = await delivery.interact({
        ...common(userId),
        type: 'message_action',
        callback_id: callbackId,
        trigger_id: trigger(userId),
        action_ts: world.nextTs(),
        message_ts: ts,
        channel: { id: channel, name: 'desk' },
        response_url: `${base()}/response`,
        message: shownMessage(message, fileUrl),
      })
      return status
    },
  }
}
