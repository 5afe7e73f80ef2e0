import { Button } from '@mantine/core'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useUnread } from '../notify/use-unread.ts'
import styles from './queue.module.css'
import { QueueRow } from './queue-row.tsx'
import type { Queue } from './use-queue.ts'
import type { View } from './view.ts'

/** Pixels; a row is never higher, so that ten thousand need no measuring. */
const ROW = 88

interface Props {
  queue: Queue
  selected: string | undefined
  view: View
  narrowed: boolean
  onWiden(): void
}

/** The list: only the rows on the screen are made. */
export function QueueList({ queue, selected, view, narrowed, onWiden }: Props) {
  const { t } = useTranslation()
  const { rows, loading, more, whole } = queue
  const scroller = useRef<HTMLDivElement>(null)
  const unread = useUnread()
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    getItemKey: index => rows[index]?.id ?? index,
    overscan: 6,
  })
  const shown = list.getVirtualItems()
  const last = shown.at(-1)?.index ?? 0
  useEffect(() => {
    if (last >= rows.length - 10) more?.()
  }, [last, rows.length, more])
  const at = rows.findIndex(({ id }) => id === selected)
  const scrollTo = useRef(list.scrollToIndex)
  scrollTo.current = list.scrollToIndex
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each choice; a row that moves must not take the list along
  useEffect(() => {
    if (at !== -1) scrollTo.current(at, { align: 'auto' })
  }, [selected, at === -1])
  return (
    <div ref={scroller} className={styles.scroller} aria-busy={loading}>
      {rows.length === 0 && (
        <div className={styles.empty}>
          {loading ? (
            <p>{t('loading')}</p>
          ) : narrowed ? (
            <>
              <p>{t('queue.nothingFound')}</p>
              <Button variant="default" onClick={onWiden}>
                {t('queue.clear')}
              </Button>
            </>
          ) : (
            <>
              <strong>{t(`queue.empty.${view}`)}</strong>
              <p>{t('queue.calm')}</p>
            </>
          )}
        </div>
      )}
      <ol
        className={styles.list}
        style={{ height: list.getTotalSize() }}
        aria-label={t(`queue.view.${view}`)}
      >
        {shown.map(({ index, key, start }) => {
          const row = rows[index]
          return (
            row && (
              <QueueRow
                key={key}
                row={row}
                at={index}
                of={rows.length}
                top={start}
                height={ROW}
                isSelected={row.id === selected}
                unread={unread[row.id] ?? 0}
              />
            )
          )
        })}
      </ol>
      {!whole && !loading && <p className={styles.partial}>{t('queue.partial')}</p>}
    </div>
  )
}
