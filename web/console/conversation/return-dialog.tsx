import { ActionIcon, Button, Modal, TextInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ContextPackage } from '../../../protocol/api/handoff.ts'
import { sendAtCtrlEnter } from '../keys/send-at-ctrl-enter.ts'
import styles from './conversation.module.css'
import { useVerb } from './use-verb.ts'

interface Slot {
  key: number
  name: string
  value: string
}

/** Gives it back to the bot, with what was learnt: only what the agent changed or added is sent. */
export function ReturnDialog({ handoff, onClose }: { handoff: ContextPackage; onClose(): void }) {
  const { t } = useTranslation()
  const [slots, setSlots] = useState<readonly Slot[]>(() => plainSlots(handoff.slots))
  const giveBack = useVerb(handoff.id, 'return')
  const change = (key: number, part: Partial<Slot>) =>
    setSlots(old => old.map(slot => (slot.key === key ? { ...slot, ...part } : slot)))
  function submit(event: FormEvent) {
    event.preventDefault()
    const learnt = slots.flatMap(({ name, value }): [string, string | number | boolean][] => {
      const before = handoff.slots[name.trim()]
      if (name.trim() === '' || String(before ?? '') === value) return []
      return [[name.trim(), likeBefore(value, before)]]
    })
    giveBack.mutate(learnt.length === 0 ? {} : { slots: Object.fromEntries(learnt) }, { onSuccess: onClose })
  }
  return (
    <Modal opened onClose={onClose} title={t('return.title')} closeButtonProps={{ 'aria-label': t('close') }}>
      <form className={styles.form} onSubmit={submit} onKeyDown={sendAtCtrlEnter}>
        <p style={{ margin: 0 }}>{t('return.about')}</p>
        <div className={styles.slots}>
          {slots.map(({ key, name, value }) => (
            <div key={key} className={styles.slot}>
              <TextInput
                size="xs"
                label={t('return.name')}
                value={name}
                maxLength={100}
                onChange={event => change(key, { name: event.currentTarget.value })}
              />
              <TextInput
                size="xs"
                label={t('return.value')}
                value={value}
                maxLength={1000}
                onChange={event => change(key, { value: event.currentTarget.value })}
              />
              <ActionIcon
                size={30}
                aria-label={t('return.remove', { name })}
                onClick={() => setSlots(old => old.filter(slot => slot.key !== key))}
              >
                <IconTrash size={16} aria-hidden />
              </ActionIcon>
            </div>
          ))}
          <div>
            <Button
              variant="subtle"
              leftSection={<IconPlus size={15} aria-hidden />}
              onClick={() =>
                setSlots(old => [...old, { key: (old.at(-1)?.key ?? 0) + 1, name: '', value: '' }])
              }
            >
              {t('return.add')}
            </Button>
          </div>
        </div>
        <footer>
          <Button variant="default" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button type="submit" data-autofocus loading={giveBack.isPending}>
            {t('verb.return')}
          </Button>
        </footer>
      </form>
    </Modal>
  )
}

/** What can be written in a field; lists and objects stay as they are. */
const plainSlots = (slots: ContextPackage['slots']): Slot[] =>
  Object.entries(slots)
    .filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value))
    .map(([name, value], key) => ({ key, name, value: String(value) }))

/** A number stays a number, yes and no stay so, as long as what was typed is one. */
function likeBefore(typed: string, before: unknown): string | number | boolean {
  if (typeof before === 'number' && typed.trim() !== '' && Number.isFinite(Number(typed)))
    return Number(typed)
  if (typeof before === 'boolean' && (typed === 'true' || typed === 'false')) return typed === 'true'
  return typed
}
