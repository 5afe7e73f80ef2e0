import { Button } from '@mantine/core'
import { IconArrowsExchange } from '@tabler/icons-react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { HandoffSummary } from '../../../protocol/api/handoff.ts'
import { withoutBidi } from '../../widget/links.ts'
import { TransferDialog } from '../conversation/transfer-dialog.tsx'
import { ChannelIcon } from '../people/channel-icon.tsx'
import { Deadline } from '../queue/deadline.tsx'
import { languageName } from '../time/format.ts'
import styles from './team.module.css'

interface Props {
  rows: readonly HandoffSummary[]
}

/** Pixels; a row is never higher, so that ten thousand need no measuring. */
const ROW = 62

/** Every open hand-off, whosever it is; any of them can be given to somebody else. */
export function AssignList({ rows }: Props) {
  const { t } = useTranslation()
  const scroller = useRef<HTMLDivElement>(null)
  const [moving, setMoving] = useState<HandoffSummary>()
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    getItemKey: index => rows[index]?.id ?? index,
    overscan: 6,
  })
  return (
    <div ref={scroller} className={styles.scroller}>
      {rows.length === 0 && <p className={styles.calm}>{t('queue.empty.all')}</p>}
      <ol className={styles.list} style={{ height: list.getTotalSize() }} aria-label={t('team.queue')}>
        {list.getVirtualItems().map(({ index, key, start }) => {
          const row = rows[index]
          return (
            row && (
              <li
                key={key}
                className={styles.row}
                style={{ height: ROW, transform: `translateY(${start}px)` }}
                aria-setsize={rows.length}
                aria-posinset={index + 1}
              >
                <Handoff row={row} onAssign={() => setMoving(row)} />
              </li>
            )
          )
        })}
      </ol>
      {moving !== undefined && <TransferDialog handoff={moving} onClose={() => setMoving(undefined)} />}
    </div>
  )
}

function Handoff({ row, onAssign }: { row: HandoffSummary; onAssign(): void }) {
  const { t, i18n } = useTranslation()
  const name = withoutBidi(row.customerName ?? t('someone'))
  return (
    <>
      <ChannelIcon channel={row.channel} size={17} />
      <Link href={`/c/${row.id}`} className={styles.about}>
        <bdi className={styles.name}>{name}</bdi>
        <span className={styles.summary} dir="auto">
          {row.summary}
        </span>
      </Link>
      <span className={styles.facts}>
        <span className={styles.whose}>
          {row.agentName === undefined ? t('team.nobody') : <bdi>{withoutBidi(row.agentName)}</bdi>}
          {' · '}
          {t(`status.${row.status}`)}
          {row.language !== undefined && ` · ${languageName(row.language, i18n.language)}`}
        </span>
        <Deadline row={row} />
      </span>
      <Button
        className={styles.assign}
        variant="default"
        leftSection={<IconArrowsExchange size={15} aria-hidden />}
        onClick={onAssign}
        aria-label={t('team.assignOf', { name })}
      >
        {t('team.assign')}
      </Button>
    </>
  )
}
