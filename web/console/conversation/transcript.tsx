import { Button } from '@mantine/core'
import { IconArrowDown } from '@tabler/icons-react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { ContextPackage } from '../../../protocol/api/handoff.ts'
import { useShortcuts } from '../keys/use-shortcuts.ts'
import { DayRow } from './day-row.tsx'
import { MessageRow } from './message-row.tsx'
import { NoteRow } from './note-row.tsx'
import { NoticeRow } from './notice-row.tsx'
import { PendingRow } from './pending-row.tsx'
import { rowsOfTranscript, type TranscriptRow } from './rows.ts'
import styles from './transcript.module.css'
import { useOlder } from './use-older.ts'
import { useScrollPlace } from './use-scroll-place.ts'
import type { useSending } from './use-sending.ts'

interface Props {
  handoff: ContextPackage
  sending: ReturnType<typeof useSending>
}

/** The conversation, oldest first; only what is on the screen is made. It stays at its end as long as the agent does, and where they read when older pages come. */
export function Transcript({ handoff, sending }: Props) {
  const { t } = useTranslation()
  const scroller = useRef<HTMLDivElement>(null)
  const rows = useMemo(() => rowsOfTranscript(handoff.transcript), [handoff.transcript])
  const { pending } = sending
  const count = rows.length + pending.length
  const older = useOlder(handoff)
  const list = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => 64,
    getItemKey: at => rows[at]?.key ?? pending[at - rows.length]?.outgoing.key ?? at,
    overscan: 8,
    paddingEnd: 8,
  })
  const { isAtEnd, toEnd } = useScrollPlace(scroller, list.getTotalSize(), rows[0]?.key)
  // What I write myself I want to see.
  useEffect(() => {
    if (pending.length > 0) toEnd()
  }, [pending.length, toEnd])
  const items = list.getVirtualItems()
  const first = items[0]?.index ?? 0
  useEffect(() => {
    if (first < 4) older.load()
  }, [first, older.load])
  useShortcuts({ latest: toEnd })
  const last = rows.at(-1)
  return (
    <div className={styles.frame}>
      <div
        ref={scroller}
        className={styles.scroller}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
        tabIndex={0}
        role="log"
        aria-live="off"
        aria-label={t('conversation.transcript')}
      >
        {older.loading && <p className={styles.older}>{t('loading')}</p>}
        <div className={styles.list} style={{ height: list.getTotalSize() }}>
          {items.map(({ index, key, start }) => {
            const row = rows[index]
            const sent = pending[index - rows.length]
            return (
              <div
                key={key}
                data-index={index}
                ref={list.measureElement}
                className={styles.row}
                style={{ transform: `translateY(${start}px)` }}
              >
                {row !== undefined && <Row row={row} customer={handoff.customer.name} />}
                {sent !== undefined && (
                  <PendingRow
                    sent={sent}
                    onRetry={() => sending.retry(sent)}
                    onDrop={() => sending.drop(sent)}
                  />
                )}
              </div>
            )
          })}
        </div>
      </div>
      {!isAtEnd && (
        <div className={styles.latest}>
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconArrowDown size={15} aria-hidden />}
            onClick={toEnd}
          >
            {t('conversation.latest')}
          </Button>
        </div>
      )}
      <div className="unseen" role="status">
        {last?.kind === 'message' && last.entry.speaker === 'customer' ? last.entry.text : ''}
      </div>
    </div>
  )
}

/** One row of a transcript, whoever shows it. */
export function Row({ row, customer }: { row: TranscriptRow; customer: string | undefined }) {
  switch (row.kind) {
    case 'day':
      return <DayRow at={row.at} />
    case 'note':
      return <NoteRow entry={row.entry} />
    case 'notice':
      return <NoticeRow entry={row.entry} />
    case 'message':
      return (
        <MessageRow
          entry={row.entry}
          isFirst={row.isFirst}
          marks={row.marks}
          now={row.now}
          customer={customer}
        />
      )
  }
}
