import { TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ConversationsAsked } from '../api/conversations.ts'
import { deskQuery } from '../api/desk.ts'
import { useShortcuts } from '../keys/use-shortcuts.ts'
import { languageName } from '../time/format.ts'
import styles from './search.module.css'

interface Props {
  asked: ConversationsAsked
  onChange(change: Partial<ConversationsAsked>): void
}

/** Who types asks once they pause. */
const PAUSE_MS = 250

/** What is looked for, and where. */
export function SearchForm({ asked, onChange }: Props) {
  const { t, i18n } = useTranslation()
  const { data: desk } = useQuery(deskQuery(i18n.language))
  const [text, setText] = useState(asked.q)
  const field = useRef<HTMLInputElement>(null)
  const tell = useRef(onChange)
  tell.current = onChange
  useShortcuts({ find: () => field.current?.focus() })
  useEffect(() => {
    const q = text.trim()
    if (q === asked.q) return
    const timer = setTimeout(() => tell.current({ q }), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text, asked.q])
  return (
    <search className={styles.form}>
      <TextInput
        ref={field}
        type="search"
        className={styles.find}
        aria-label={t('search.find')}
        placeholder={t('search.find')}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={text}
        maxLength={200}
        data-autofocus
        onChange={event => setText(event.currentTarget.value)}
      />
      <select
        aria-label={t('queue.by.channel')}
        value={asked.channel}
        onChange={event => onChange({ channel: event.currentTarget.value })}
      >
        <option value="">{t('search.anyChannel')}</option>
        {(desk?.channels ?? []).map(channel => (
          <option key={channel} value={channel}>
            {t(`channel.${channel}`, channel)}
          </option>
        ))}
      </select>
      <select
        aria-label={t('queue.by.language')}
        value={asked.language}
        onChange={event => onChange({ language: event.currentTarget.value })}
      >
        <option value="">{t('search.anyLanguage')}</option>
        {(desk?.languages ?? []).map(code => (
          <option key={code} value={code}>
            {languageName(code, i18n.language)}
          </option>
        ))}
      </select>
    </search>
  )
}
