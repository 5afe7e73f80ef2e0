import type { DirectLine, OutgoingFile } from './direct-line.ts'
import type { Environment } from './environment.ts'
import { addActivity, addPending, EMPTY_LOG, type Log, markDelivery, settleTyping } from './log.ts'
import type { Memory } from './memory.ts'
import type { FileView, Message } from './message.ts'
import { createSender, type Outgoing } from './outgoing.ts'
import type { Session } from './session.ts'
import { type Connection, openStream, type Stream } from './stream.ts'
import { fields, items, text, userOfToken } from './wire.ts'

/** All that the views show of the conversation. */
export interface ChatState {
  log: Log
  /** `idle`: nothing was asked of the server yet. */
  connection: Connection | 'idle'
  /** What was said before is here; what comes now is news, and read out as it comes. */
  caughtUp: boolean
}

/** A press on a choice, or on a card's button that sends. */
export interface Pressed {
  title: string
  value: unknown
}

/** The conversation, without any view. */
export interface Chat {
  state(): ChatState
  /** Calls at every change; returns what ends it. */
  subscribe(listener: () => void): () => void
  /** Connects; nothing when it has. */
  connect(): void
  send(text: string, files?: readonly OutgoingFile[]): void
  press(pressed: Pressed): void
  /** The customer is writing: shown to the agent who spoke last, if one did. */
  typing(): void
  /** Sends a failed message again: the same one, so it cannot arrive twice. */
  retry(key: string): void
  startAnew(): void
  /** The network or the page came back: don't wait for the next try. */
  wake(): void
  close(): void
}

interface Parts {
  api: DirectLine
  session: Session
  env: Environment
  /** Of this tab: what is not sent survives a reload. */
  memory: Memory
  locale: string
  hidden(): boolean
  /** Shows the customer's own picture before it has arrived. */
  preview(file: OutgoingFile): FileView
}

const UNSENT_KEY = 'unsent'
/** A sign of typing is shown for some seconds, so one in so many says it all. */
const TYPING_EVERY_MS = 3_000
/** The server has a message, but its echo does not come: the socket is dead without saying so. */
const ECHO_MS = 6_000
/** The stream is open; what was said before has had its time to arrive. */
const CATCH_UP_MS = 700

export function createChat({ api, session, env, memory, locale, hidden, preview }: Parts): Chat {
  let state: ChatState = { log: EMPTY_LOG, connection: 'idle', caughtUp: false }
  let stream: Stream | undefined
  let caughtUpTimer: ReturnType<typeof setTimeout> | undefined
  let conversationId: string | undefined
  let typedAt = 0
  const listeners = new Set<() => void>()
  const failed = new Map<string, Outgoing>()

  function update(change: Partial<ChatState>) {
    state = { ...state, ...change }
    for (const listener of listeners) listener()
  }

  const me = () => userOfToken(session.current()?.token ?? '')

  const sender = createSender({
    api,
    session,
    env,
    events: {
      onSent(key) {
        failed.delete(key)
        keepUnsent()
        update({ log: markDelivery(state.log, key, 'sent') })
        setTimeout(() => expectEcho(key), ECHO_MS)
      },
      onFailed(key, problem) {
        keepUnsent()
        update({ log: markDelivery(state.log, key, 'failed', problem) })
      },
      onRestarted: () => stream?.restart(),
    },
  })

  function expectEcho(key: string) {
    const message = state.log.messages.find(other => other.key === key)
    if (message && message.id === undefined) stream?.restart()
  }

  /** Texts only: a file does not survive a reload. */
  function keepUnsent() {
    const texts = sender.waiting().filter(({ files }) => files.length === 0)
    memory.write(UNSENT_KEY, texts.length === 0 ? undefined : JSON.stringify(texts))
  }

  function catchUpSoon() {
    clearTimeout(caughtUpTimer)
    if (!state.caughtUp) caughtUpTimer = setTimeout(() => update({ caughtUp: true }), CATCH_UP_MS)
  }

  function queue(outgoing: Outgoing, message: Message) {
    update({ log: addPending(state.log, message) })
    failed.set(outgoing.key, outgoing)
    sender.add(outgoing)
    keepUnsent()
    chat.connect()
  }

  function compose(said: string, extra: { value?: unknown; files?: readonly OutgoingFile[] } = {}) {
    const key = env.newId()
    const files = extra.files ?? []
    const activity = {
      type: 'message',
      ...(said === '' ? {} : { text: said }),
      locale,
      localTimestamp: new Date(env.now()).toISOString(),
      channelData: { clientActivityID: key, ...('value' in extra ? { postBack: true } : {}) },
      ...('value' in extra ? { value: extra.value } : {}),
      ...(files.length === 0
        ? {}
        : { attachments: files.map(({ name, blob }) => ({ contentType: blob.type, name })) }),
    }
    queue({ key, activity, files }, pendingMessage(key, said, files.map(preview), env.now()))
  }

  /** What a reload interrupted. */
  function takeUpUnsent() {
    let kept: unknown
    try {
      kept = JSON.parse(memory.read(UNSENT_KEY) ?? '[]')
    } catch {
      return
    }
    for (const entry of items(kept)) {
      const { key, activity } = fields(entry)
      const id = text(key)
      if (id === undefined) continue
      const at = Date.parse(text(fields(activity).localTimestamp) ?? '') || env.now()
      queue(
        { key: id, activity: fields(activity), files: [] },
        pendingMessage(id, text(fields(activity).text) ?? '', [], at),
      )
    }
  }

  const chat: Chat = {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    connect() {
      if (stream) return
      stream = openStream({
        api,
        session,
        env,
        hidden,
        events: {
          onConnection(connection) {
            if (connection === 'live') {
              catchUpSoon()
              sender.wake()
            }
            if (connection !== state.connection) update({ connection })
          },
          onConversation(id) {
            // Another conversation than the one on the screen: its messages follow those that are there.
            if (conversationId !== undefined) update({ log: { ...state.log, ended: false } })
            conversationId = id
          },
          onActivities(activities) {
            const now = env.now()
            let { log } = state
            for (const activity of activities) log = addActivity(log, activity, me(), now)
            update({ log })
            for (const { clientId } of activities) if (clientId !== undefined) sender.confirm(clientId)
            if (log.typing) setTimeout(() => settle(), log.typing.until - now + 50)
          },
        },
      })
    },
    send: (said, files = []) => compose(said, { files }),
    press: ({ title, value }) => compose(title, { value }),
    typing() {
      const grant = session.current()
      const other = state.log.messages.findLast(({ speaker }) => speaker !== 'customer')
      const now = env.now()
      if (!grant || other?.speaker !== 'agent' || now - typedAt < TYPING_EVERY_MS) return
      typedAt = now
      // Lost, it is stale before it could be sent again.
      api.post(grant, { type: 'typing', locale }).catch(() => {})
    },
    retry(key) {
      const outgoing = failed.get(key)
      if (!outgoing) return
      update({ log: markDelivery(state.log, key, 'sending') })
      sender.add(outgoing)
      keepUnsent()
    },
    startAnew() {
      update({ log: EMPTY_LOG, caughtUp: false })
      session.startAnew().then(
        () => stream?.restart(),
        () => stream?.restart(),
      )
    },
    wake() {
      stream?.restart()
      sender.wake()
    },
    close() {
      stream?.close()
      sender.close()
      session.close()
      clearTimeout(caughtUpTimer)
    },
  }

  function settle() {
    const log = settleTyping(state.log, env.now())
    if (log !== state.log) update({ log })
  }

  takeUpUnsent()
  return chat
}

function pendingMessage(key: string, said: string, files: FileView[], at: number): Message {
  return {
    key,
    id: undefined,
    speaker: 'customer',
    name: undefined,
    text: said,
    markdown: false,
    at,
    files,
    cards: [],
    choices: [],
    delivery: 'sending',
    problem: undefined,
  }
}
