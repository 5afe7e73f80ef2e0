import { Button } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { withoutBidi } from '../../widget/links.ts'
import { conversationQuery } from '../api/conversations.ts'
import { rowsOfTranscript } from '../conversation/rows.ts'
import { Row } from '../conversation/transcript.tsx'
import { useShortcuts } from '../keys/use-shortcuts.ts'
import { Failed } from '../shell/failed.tsx'
import { languageName } from '../time/format.ts'
import styles from './search.module.css'

interface Props {
  id: string
  /** Where the list is. */
  back: string
  onBack(): void
}

/** A conversation to be read, with the bot or with an agent: nothing can be done to it here. */
export function PastConversation({ id, back, onBack }: Props) {
  const { t, i18n } = useTranslation()
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    conversationQuery(id),
  )
  const rows = useMemo(() => rowsOfTranscript(data?.pages.flatMap(({ items }) => items) ?? []), [data])
  useShortcuts({ back: onBack })
  const about = data?.pages[0]?.conversation
  if (about === undefined) {
    return error === null ? (
      <p role="status">{t('loading')}</p>
    ) : (
      <Failed error={error} onRetry={() => void refetch()} />
    )
  }
  const name = withoutBidi(about.customerName ?? t('someone'))
  return (
    <section className={styles.past} aria-label={t('conversation.title')}>
      <header className={styles.head}>
        <Link href={back} className={styles.back} aria-label={t('search.back')}>
          <IconArrowLeft size={20} aria-hidden />
        </Link>
        <div>
          <h2>
            <bdi>{name}</bdi>
          </h2>
          <p>
            {[
              t(`channel.${about.channel}`, about.channel),
              ...(about.language === undefined ? [] : [languageName(about.language, i18n.language)]),
              t(about.status === 'open' ? 'search.open' : 'search.closed'),
            ].join(' · ')}
          </p>
        </div>
        {about.handoffId !== undefined && (
          <Button component={Link} href={`/c/${about.handoffId}`} variant="default">
            {t('search.toDesk')}
          </Button>
        )}
      </header>
      <div
        className={styles.transcript}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
        tabIndex={0}
        role="log"
        aria-live="off"
        aria-label={t('conversation.transcript')}
      >
        {rows.map(row => (
          <Row key={row.key} row={row} customer={about.customerName} />
        ))}
        {hasNextPage && (
          <Button
            variant="default"
            className={styles.more}
            loading={isFetchingNextPage}
            onClick={() => void fetchNextPage()}
          >
            {t('search.moreSaid')}
          </Button>
        )}
      </div>
    </section>
  )
}
