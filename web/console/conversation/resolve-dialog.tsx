import { Button, Modal, NativeSelect, Textarea } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ContextPackage } from '../../../protocol/api/handoff.ts'
import { deskQuery } from '../api/desk.ts'
import { sendAtCtrlEnter } from '../keys/send-at-ctrl-enter.ts'
import styles from './conversation.module.css'
import { useVerb } from './use-verb.ts'

/** Ends it, with the cause that the figures count by. */
export function ResolveDialog({ handoff, onClose }: { handoff: ContextPackage; onClose(): void }) {
  const { t, i18n } = useTranslation()
  const { data: desk } = useQuery(deskQuery(i18n.language))
  const [cause, setCause] = useState('')
  const [note, setNote] = useState('')
  const resolve = useVerb(handoff.id, 'resolve')
  function submit(event: FormEvent) {
    event.preventDefault()
    resolve.mutate({ cause, ...(note.trim() === '' ? {} : { note: note.trim() }) }, { onSuccess: onClose })
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('resolve.title')}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <form className={styles.form} onSubmit={submit} onKeyDown={sendAtCtrlEnter}>
        <NativeSelect
          data-autofocus
          label={t('resolve.cause')}
          required
          value={cause}
          onChange={event => setCause(event.currentTarget.value)}
          data={[
            { value: '', label: t('resolve.choose'), disabled: true },
            ...(desk?.causes ?? []).map(({ cause, label }) => ({ value: cause, label })),
          ]}
        />
        <Textarea
          label={t('resolve.note')}
          description={t('resolve.noteAbout')}
          maxLength={16_000}
          rows={3}
          value={note}
          onChange={event => setNote(event.currentTarget.value)}
        />
        <footer>
          <Button variant="default" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button type="submit" disabled={cause === ''} loading={resolve.isPending}>
            {t('verb.resolve')}
          </Button>
        </footer>
      </form>
    </Modal>
  )
}
