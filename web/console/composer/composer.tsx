import { ActionIcon, Button, SegmentedControl, Tooltip } from '@mantine/core'
import { IconBolt, IconPaperclip, IconSend } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type ClipboardEvent, type DragEvent, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ContextPackage } from '../../../protocol/api/handoff.ts'
import { allowedQuery } from '../api/desk.ts'
import { newKey } from '../api/write.ts'
import { possible } from '../conversation/allowed-verbs.ts'
import type { Outgoing } from '../conversation/use-sending.ts'
import { useShortcuts } from '../keys/use-shortcuts.ts'
import { useSettings } from '../settings/settings.ts'
import { useMe } from '../shell/session-context.tsx'
import { AttachmentList } from './attachment-list.tsx'
import { attach, detachAll, useAttached } from './attachments.ts'
import { firstGap } from './complete.ts'
import { Completions } from './completions.tsx'
import styles from './composer.module.css'
import { useDraft } from './drafts.ts'
import { EmojiButton } from './emoji-button.tsx'
import { GrowingText, type GrowingTextHandle } from './growing-text.tsx'
import { Suggestions } from './suggestions.tsx'
import { Templates } from './templates.tsx'
import { useCompletions } from './use-completions.ts'
import { useTyping } from './use-typing.ts'
import { WindowLine } from './window-line.tsx'

interface Props {
  handoff: ContextPackage
  onSend(outgoing: Outgoing): void
}

/** Where an agent writes: to the customer, or a note to colleagues that looks like nothing else. */
export function Composer({ handoff, onSend }: Props) {
  const { t } = useTranslation()
  const me = useMe()
  const { id } = handoff
  const [draft, setDraft] = useDraft(id)
  const [caret, setCaret] = useState(0)
  const { sendWith } = useSettings()
  const { data: allowed } = useQuery(allowedQuery(id))
  const attached = useAttached(id)
  const field = useRef<GrowingTextHandle>(null)
  const picker = useRef<HTMLInputElement>(null)
  const listId = useId()
  const tellTyping = useTyping(id)
  const { mode } = draft
  const text = draft[mode]
  const mayReply = possible(handoff, me).reply
  const isClosed = mode === 'reply' && allowed?.open === false
  const isBlocked = mode === 'reply' && !mayReply
  const uploading = attached.some(({ done, error }) => done === undefined && error === undefined)
  const files = mode === 'reply' ? attached.flatMap(({ done }) => done ?? []) : []
  const hasGap = mode === 'reply' && firstGap(text) !== undefined
  const canSend =
    !hasGap &&
    !isBlocked &&
    !isClosed &&
    !(mode === 'reply' && uploading) &&
    (text.trim() !== '' || files.length > 0)

  const write = (value: string, at = value.length) => {
    setDraft({ [mode]: value })
    setCaret(at)
  }
  const insert = (from: number, to: number, piece: string) => {
    write(text.slice(0, from) + piece + text.slice(to), from + piece.length)
    // What a canned reply can't know is selected, to be written over.
    const gap = firstGap(piece)
    if (gap === undefined) field.current?.moveTo(from + piece.length)
    else field.current?.moveTo(from + gap.from, from + gap.to)
  }
  const completions = useCompletions(handoff, mode, text, caret, insert)
  const focusIn = (next: 'reply' | 'note') => {
    setDraft({ mode: next })
    field.current?.focus()
  }

  function send(): void {
    if (!canSend) return
    const attachments = files.map(({ contentUrl, contentType, name }) => ({ contentUrl, contentType, name }))
    onSend({ key: newKey(), kind: mode, at: new Date().toISOString(), text: text.trim(), attachments })
    setDraft({ [mode]: '' })
    setCaret(0)
    if (mode === 'reply') detachAll(id)
  }
  function take(files: FileList | undefined): boolean {
    if (files === undefined || files.length === 0 || mode !== 'reply' || isBlocked) return false
    attach(id, [...files])
    return true
  }
  useShortcuts({
    reply: () => focusIn('reply'),
    note: () => focusIn('note'),
    canned: () => {
      setDraft({ mode: 'reply', reply: draft.reply === '' ? '/' : `${draft.reply} /` })
      setCaret(draft.reply === '' ? 1 : draft.reply.length + 2)
      field.current?.focus()
    },
    attach: mode === 'reply' && !isBlocked ? () => picker.current?.click() : undefined,
    emoji: () => document.getElementById(`${listId}-emoji`)?.click(),
  })

  return (
    <section
      className={styles.composer}
      data-mode={mode}
      aria-label={t('composer.label')}
      onDragOver={(event: DragEvent) => event.preventDefault()}
      onDrop={(event: DragEvent) => {
        event.preventDefault()
        take(event.dataTransfer.files)
      }}
    >
      {mode === 'reply' && !isBlocked && !isClosed && text === '' && (
        <Suggestions handoff={handoff} onChoose={suggestion => insert(0, text.length, suggestion)} />
      )}
      <div className={styles.top}>
        <SegmentedControl
          size="xs"
          value={mode}
          onChange={value => focusIn(value as 'reply' | 'note')}
          aria-label={t('composer.mode')}
          data={[
            { value: 'reply', label: t('composer.reply') },
            { value: 'note', label: t('composer.note') },
          ]}
        />
        {mode === 'note' ? (
          <strong className={styles.noteSign}>{t('composer.noteSign')}</strong>
        ) : (
          <WindowLine allowed={allowed} />
        )}
      </div>
      {isBlocked ? (
        <p className={styles.blocked}>
          {t(handoff.agentName === undefined ? 'composer.notYours' : 'composer.theirs', {
            name: handoff.agentName,
          })}
        </p>
      ) : isClosed ? (
        <Templates
          templates={allowed?.templates ?? []}
          onSend={template =>
            onSend({
              key: newKey(),
              kind: 'reply',
              at: new Date().toISOString(),
              text: '',
              attachments: [],
              template,
            })
          }
        />
      ) : (
        <div className={styles.field}>
          {completions.shown !== undefined && (
            <Completions
              id={listId}
              label={t(completions.shown.kind === 'canned' ? 'composer.canned' : 'composer.agents')}
              found={completions.found}
              chosen={completions.chosen}
              loading={completions.loading}
              onChoose={completions.choose}
            />
          )}
          {mode === 'reply' && <AttachmentList id={id} attached={attached} />}
          <GrowingText
            ref={field}
            value={text}
            label={t(mode === 'note' ? 'composer.noteLabel' : 'composer.replyLabel')}
            placeholder={t(mode === 'note' ? 'composer.notePlaceholder' : 'composer.replyPlaceholder')}
            listId={completions.shown === undefined ? undefined : listId}
            activeId={
              completions.shown === undefined || completions.found.length === 0
                ? undefined
                : `${listId}-${completions.chosen}`
            }
            onChange={(value, at) => {
              write(value, at)
              if (mode === 'reply' && value.trim() !== '' && !value.startsWith('/')) tellTyping()
            }}
            onCaret={setCaret}
            onPaste={(event: ClipboardEvent) => {
              if (take(event.clipboardData.files)) event.preventDefault()
            }}
            onKeyDown={event => {
              if (completions.onKey(event)) return
              if (event.key === 'Escape') field.current?.blur()
              if (event.key !== 'Enter' || event.shiftKey || event.altKey) return
              if (event.ctrlKey || event.metaKey || sendWith === 'enter') {
                event.preventDefault()
                send()
              }
            }}
          />
          <div className={styles.tools}>
            {mode === 'reply' && (
              <>
                <Tooltip label={t('composer.cannedButton')}>
                  <ActionIcon
                    aria-label={t('composer.cannedButton')}
                    onClick={() => insert(text.length, text.length, text === '' ? '/' : ' /')}
                  >
                    <IconBolt size={18} stroke={1.7} aria-hidden />
                  </ActionIcon>
                </Tooltip>
                <Tooltip label={t('composer.attach')}>
                  <ActionIcon aria-label={t('composer.attach')} onClick={() => picker.current?.click()}>
                    <IconPaperclip size={18} stroke={1.7} aria-hidden />
                  </ActionIcon>
                </Tooltip>
                <input
                  ref={picker}
                  type="file"
                  multiple
                  hidden
                  aria-label={t('composer.attach')}
                  onChange={event => {
                    take(event.currentTarget.files ?? undefined)
                    event.currentTarget.value = ''
                  }}
                />
              </>
            )}
            <EmojiButton id={`${listId}-emoji`} onPick={emoji => insert(caret, caret, emoji)} />
            <span className={styles.hint}>
              {t(
                hasGap
                  ? 'composer.gapHint'
                  : sendWith === 'enter'
                    ? 'composer.enterHint'
                    : 'composer.ctrlHint',
              )}
            </span>
            <Button
              className={mode === 'note' ? styles.addNote : undefined}
              leftSection={<IconSend size={15} aria-hidden />}
              disabled={!canSend}
              onClick={() => {
                send()
                field.current?.focus()
              }}
            >
              {t(mode === 'note' ? 'composer.addNote' : 'composer.send')}
            </Button>
          </div>
        </div>
      )}
    </section>
  )
}
