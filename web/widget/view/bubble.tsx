import { useState } from 'preact/hooks'
import type { Pressed } from '../chat.ts'
import { withoutBidi } from '../links.ts'
import type { FileView, Message } from '../message.ts'
import { initials } from '../rows.ts'
import { CardView } from './card-view.tsx'
import { FileIcon, SparkIcon } from './icons.tsx'
import { OutLink, RichText } from './rich-text.tsx'
import { useWords } from './words.ts'

/** The round picture beside what the shop says: a spark for the bot, a person's initials for a person. */
export function Avatar({ speaker, name }: { speaker: Message['speaker']; name: string | undefined }) {
  const person = speaker === 'agent' && name !== undefined
  return (
    <span class={`avatar ${speaker}`} aria-hidden="true">
      {person ? initials(withoutBidi(name)) : <SparkIcon />}
    </span>
  )
}

function Attached({ file }: { file: FileView }) {
  const { say } = useWords()
  // The server keeps files for a day; a picture that is gone leaves its name.
  const [gone, setGone] = useState(false)
  const name = file.name || say(file.kind === 'image' ? 'picture' : 'file')
  if (file.kind === 'image' && file.url !== undefined && !gone) {
    return (
      <OutLink href={file.url} class="picture">
        <img
          src={file.url}
          alt={name}
          loading="lazy"
          decoding="async"
          referrerpolicy="no-referrer"
          onError={() => setGone(true)}
        />
      </OutLink>
    )
  }
  const label = (
    <>
      <FileIcon />
      <bdi>{name}</bdi>
    </>
  )
  if (file.url === undefined || gone) return <span class="file">{label}</span>
  return (
    <OutLink href={file.url} class="file">
      {label}
    </OutLink>
  )
}

interface Props {
  message: Message
  first: boolean
  last: boolean
  /** The last word is the customer's: it says that it was sent. What was answered need not. */
  tellSent: boolean
  online: boolean
  onPress: ((pressed: Pressed) => void) | undefined
  onRetry(key: string): void
}

function Foot({ message, tellSent, online, last, onRetry }: Omit<Props, 'first' | 'onPress'>) {
  const { say, when } = useWords()
  const { delivery, at, key, problem } = message
  if (delivery === 'failed') {
    return (
      <div class="foot failed">
        <span>{say(problem ?? 'failed')}</span>
        {problem === undefined && (
          <button type="button" class="plain" onClick={() => onRetry(key)}>
            {say('retry')}
          </button>
        )}
      </div>
    )
  }
  const state =
    delivery === 'sending' ? say(online ? 'sending' : 'waiting') : tellSent ? say('sent') : undefined
  if (!last && state === undefined) return null
  return (
    <div class="foot">
      {delivery !== 'sending' && (
        <time dateTime={new Date(at).toISOString()} title={when.full(at)}>
          {when.time(at)}
        </time>
      )}
      {state !== undefined && <span class="state">{state}</span>}
    </div>
  )
}

/** One message, with who said it in words for those who do not see where it stands. */
export function Bubble(props: Props) {
  const { message, first, last } = props
  const { say } = useWords()
  const { speaker, text, cards, files, markdown } = message
  if (speaker === 'system') {
    return (
      <div class="notice-row" dir="auto">
        {text}
      </div>
    )
  }
  const role = speaker === 'customer' ? 'you' : speaker
  const name = withoutBidi((speaker === 'customer' ? undefined : message.name) ?? say(role))
  const showName = speaker === 'agent' && first
  return (
    <div class={`row ${speaker}${first ? ' first' : ''}${last ? ' last' : ''}`}>
      {speaker !== 'customer' &&
        (last ? <Avatar speaker={speaker} name={message.name} /> : <span class="avatar none" />)}
      <div class="said">
        <span class={showName ? 'name' : 'unseen'}>
          <bdi>{name}</bdi>
          <span class="unseen">:</span>
        </span>
        {text !== '' && (
          <div class="bubble">
            <RichText text={text} markdown={markdown} />
          </div>
        )}
        {files.map((file, i) => (
          <Attached key={i} file={file} />
        ))}
        {cards.map((card, i) => (
          <CardView key={i} card={card} onPress={props.onPress} />
        ))}
        <Foot {...props} />
      </div>
    </div>
  )
}
