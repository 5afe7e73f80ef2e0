import { Modal, TextInput, UnstyledButton } from '@mantine/core'
import { IconLanguage, IconSearch, IconUsers } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, type ReactNode, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { HandoffSummary } from '../../../protocol/api/handoff.ts'
import { agentsQuery, deskQuery } from '../api/desk.ts'
import { Avatar } from '../people/avatar.tsx'
import { useMe } from '../shell/session-context.tsx'
import { languageName } from '../time/format.ts'
import styles from './transfer.module.css'
import { useVerb } from './use-verb.ts'

interface Target {
  to: string
  name: string
  detail: string
  icon: ReactNode
}

const ORDER = { online: 0, away: 1, offline: 2 }

/** To an agent, a team, or whoever speaks a language: type a few letters, Enter. */
export function TransferDialog({
  handoff,
  onClose,
}: {
  handoff: Pick<HandoffSummary, 'id' | 'agentId'>
  onClose(): void
}) {
  const { t, i18n } = useTranslation()
  const me = useMe()
  const { data: agents = [] } = useQuery(agentsQuery)
  const { data: desk } = useQuery(deskQuery(i18n.language))
  const [find, setFind] = useState('')
  const [at, setAt] = useState(0)
  const transfer = useVerb(handoff.id, 'transfer')
  const targets = useMemo((): Target[] => {
    const people = agents
      .filter(({ id, role }) => id !== me.id && id !== handoff.agentId && role !== 'designer')
      .toSorted((a, b) => ORDER[a.status] - ORDER[b.status] || a.active - b.active)
      .map(({ id, name, status, active, languages }) => ({
        to: id,
        name,
        detail: [t(`presence.${status}`), t('transfer.active', { count: active }), languages.join(', ')]
          .filter(Boolean)
          .join(' · '),
        icon: <Avatar name={name} size={28} />,
      }))
    const teams = (desk?.teams ?? []).map(({ name, languages }) => ({
      to: `team:${name}`,
      name,
      detail: [t('transfer.team'), languages.join(', ')].filter(Boolean).join(' · '),
      icon: <IconUsers size={20} aria-hidden />,
    }))
    const languages = (desk?.languages ?? []).map(code => ({
      to: `language:${code}`,
      name: languageName(code, i18n.language),
      detail: t('transfer.language'),
      icon: <IconLanguage size={20} aria-hidden />,
    }))
    return [...people, ...teams, ...languages]
  }, [agents, desk, handoff.agentId, i18n.language, me.id, t])
  const wanted = find.trim().toLocaleLowerCase()
  const found = targets.filter(({ name, to }) => `${name} ${to}`.toLocaleLowerCase().includes(wanted))
  const chosen = Math.min(at, found.length - 1)
  const send = ({ to }: Target) => transfer.mutate({ to }, { onSuccess: onClose })
  function onKeyDown(event: KeyboardEvent) {
    const target = found[chosen]
    if (event.key === 'ArrowDown') setAt(Math.min(found.length - 1, chosen + 1))
    else if (event.key === 'ArrowUp') setAt(Math.max(0, chosen - 1))
    else if (event.key === 'Enter' && target !== undefined) send(target)
    else return
    event.preventDefault()
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('transfer.title')}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <TextInput
        data-autofocus
        aria-label={t('transfer.find')}
        placeholder={t('transfer.find')}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={find}
        onChange={event => {
          setFind(event.currentTarget.value)
          setAt(0)
        }}
        onKeyDown={onKeyDown}
      />
      <ul className={styles.targets}>
        {found.map((target, index) => (
          <li key={target.to}>
            <UnstyledButton
              className={styles.target}
              data-chosen={index === chosen}
              disabled={transfer.isPending}
              onClick={() => send(target)}
            >
              <span className={styles.icon}>{target.icon}</span>
              <span>
                <bdi>{target.name}</bdi>
                <small>{target.detail}</small>
              </span>
            </UnstyledButton>
          </li>
        ))}
      </ul>
      {found.length === 0 && <p role="status">{t('transfer.nobody')}</p>}
    </Modal>
  )
}
