import type { RefObject } from 'preact'
import type { Chat, ChatState } from '../chat.ts'
import { withoutBidi } from '../links.ts'
import { Avatar } from './bubble.tsx'
import { Composer } from './composer.tsx'
import { CloseIcon } from './icons.tsx'
import { LogView } from './log-view.tsx'
import { useWords } from './words.ts'

interface Props {
  chat: Chat
  state: ChatState
  title: string
  draft: string
  onDraft(draft: string): void
  /** Undefined where there is nothing to close: on a page of its own. */
  onClose: (() => void) | undefined
  section: RefObject<HTMLElement | null>
  /** To where one writes; where fingers write, only to the panel, since the field would call up the keyboard. */
  takeFocus(): void
  field: RefObject<HTMLTextAreaElement | null>
}

function Header({ state, title, onClose }: Pick<Props, 'state' | 'title' | 'onClose'>) {
  const { say } = useWords()
  const speaking = state.log.messages.findLast(({ speaker }) => speaker === 'bot' || speaker === 'agent')
  const agent = speaking?.speaker === 'agent' ? speaking : undefined
  const name = withoutBidi(agent?.name ?? say('agent'))
  return (
    <header>
      <Avatar speaker={agent ? 'agent' : 'bot'} name={agent?.name} />
      <div class="titles">
        <h2 id="title">
          <bdi>{title}</bdi>
        </h2>
        <p>{agent ? say('helping', { name }) : say('assistant')}</p>
      </div>
      {onClose && (
        <button type="button" class="tool" aria-label={say('close')} onClick={onClose}>
          <CloseIcon />
        </button>
      )}
    </header>
  )
}

/** The conversation's window. */
export function Panel(props: Props) {
  const { chat, state, title, draft, onDraft, onClose, section, takeFocus, field } = props
  const { say } = useWords()
  const { log, connection } = state
  const lost = connection === 'lost'
  /** The pressed button is gone after it; the focus must not go with it. */
  const after = (act: () => void) => {
    act()
    takeFocus()
  }

  function onKeyDown(event: KeyboardEvent) {
    // Escape in the middle of a word belongs to the input method.
    if (event.key !== 'Escape' || event.isComposing || !onClose) return
    event.preventDefault()
    onClose()
  }

  return (
    <section
      ref={section}
      tabIndex={-1}
      class="panel"
      role={onClose ? 'dialog' : 'main'}
      aria-labelledby="title"
      onKeyDown={onKeyDown}
    >
      <Header state={state} title={title} onClose={onClose} />
      <div class="connection" role="status">
        {lost && <p>{say(log.messages.length === 0 ? 'unavailable' : 'lost')}</p>}
      </div>
      <LogView
        state={state}
        onPress={pressed => after(() => chat.press(pressed))}
        onRetry={key => after(() => chat.retry(key))}
      />
      {log.ended ? (
        <div class="ended">
          <p>{say('ended')}</p>
          <button type="button" class="choice" onClick={() => after(() => chat.startAnew())}>
            {say('startAnew')}
          </button>
        </div>
      ) : (
        <Composer
          draft={draft}
          onDraft={onDraft}
          onSend={(text, files) => chat.send(text, files)}
          field={field}
        />
      )}
    </section>
  )
}
