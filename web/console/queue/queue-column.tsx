import { TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation, useSearch } from 'wouter'
import { useShortcuts } from '../keys/use-shortcuts.ts'
import { Failed } from '../shell/failed.tsx'
import { FilterMenu } from './filter-menu.tsx'
import styles from './queue.module.css'
import { QueueList } from './queue-list.tsx'
import { SortMenu } from './sort-menu.tsx'
import { useQueue } from './use-queue.ts'
import { useQueueView } from './use-queue-view.ts'
import { ViewTabs } from './view-tabs.tsx'

/** The first column: views with live counts, filters, and the list. */
export function QueueColumn({ selected }: { selected: string | undefined }) {
  const { t } = useTranslation()
  const [shown, change] = useQueueView()
  const queue = useQueue(shown)
  const [, navigate] = useLocation()
  const search = useSearch()
  const find = useRef<HTMLInputElement>(null)
  const at = queue.rows.findIndex(({ id }) => id === selected)
  const go = (index: number) => {
    const row = queue.rows[Math.max(0, Math.min(queue.rows.length - 1, index))]
    if (row !== undefined)
      navigate(`/c/${row.id}${search === '' ? '' : `?${search}`}`, { replace: selected !== undefined })
  }
  useShortcuts({
    next: () => go(at + 1),
    previous: () => go(at === -1 ? 0 : at - 1),
    open: () => document.getElementById('conversation')?.focus(),
    find: () => find.current?.focus(),
    viewMine: () => change({ view: 'mine' }),
    viewUnassigned: () => change({ view: 'unassigned' }),
    viewAll: () => change({ view: 'all' }),
    viewOverdue: () => change({ view: 'overdue' }),
  })
  useEffect(() => {
    // A search that was cleared elsewhere (the back button) is cleared here.
    if (find.current !== null && find.current.value !== shown.find) find.current.value = shown.find
  }, [shown.find])
  return (
    <section className={styles.column} aria-label={t('queue.title')}>
      <header className={styles.head}>
        <h2>{t('queue.title')}</h2>
        <div className={styles.tools}>
          <FilterMenu queue={queue} shown={shown} onChange={change} />
          <SortMenu shown={shown} onChange={change} />
        </div>
      </header>
      <ViewTabs counts={queue.counts} shown={shown.view} onChange={view => change({ view })} />
      <TextInput
        ref={find}
        className={styles.find}
        size="xs"
        type="search"
        placeholder={t('queue.find')}
        aria-label={t('queue.find')}
        defaultValue={shown.find}
        leftSection={<IconSearch size={15} aria-hidden />}
        onChange={event => change({ find: event.currentTarget.value })}
        onKeyDown={event => {
          if (event.key === 'Escape') event.currentTarget.blur()
        }}
      />
      {queue.error === null ? (
        <QueueList
          queue={queue}
          selected={selected}
          view={shown.view}
          narrowed={isNarrowed(shown)}
          onWiden={() => change(WIDE)}
        />
      ) : (
        <Failed error={queue.error} onRetry={queue.retry} />
      )}
    </section>
  )
}

const WIDE = { find: '', filters: { status: '', team: '', language: '', channel: '' } }
const isNarrowed = ({ find, filters }: { find: string; filters: Record<string, string> }): boolean =>
  find !== '' || Object.values(filters).some(value => value !== '')
