import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { ConversationHit } from '../../../protocol/api/conversation.ts'
import { withoutBidi } from '../../widget/links.ts'
import { type ConversationsAsked, conversationsQuery } from '../api/conversations.ts'
import { Avatar } from '../people/avatar.tsx'
import { ChannelIcon } from '../people/channel-icon.tsx'
import { Failed } from '../shell/failed.tsx'
import { fullTime, shortDay } from '../time/format.ts'
import { useNow } from '../time/use-now.ts'
import { Excerpt } from './excerpt.tsx'
import styles from './search.module.css'

interface Props {
  asked: ConversationsAsked
  selected: string | undefined
  /** Of the address, so that what was looked for stays when one is opened. */
  query: string
}

/** What was found. */
export function Hits({ asked, selected, query }: Props) {
  const { t } = useTranslation()
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage, isPlaceholderData } =
    useInfiniteQuery(conversationsQuery(asked))
  if (data === undefined) {
    return error === null ? (
      <p role="status">{t('loading')}</p>
    ) : (
      <Failed error={error} onRetry={() => void refetch()} />
    )
  }
  const hits = data.pages.flatMap(({ items }) => items)
  return (
    <>
      <p className="unseen" role="status">
        {isPlaceholderData ? t('loading') : t('search.found', { count: hits.length })}
      </p>
      {hits.length === 0 && <p className={styles.none}>{t('search.nothing')}</p>}
      <ol className={styles.hits} aria-label={t('search.results')} aria-busy={isPlaceholderData}>
        {hits.map(hit => (
          <li key={hit.id}>
            <Hit hit={hit} find={asked.q} query={query} isSelected={hit.id === selected} />
          </li>
        ))}
      </ol>
      {hasNextPage && (
        <Button
          variant="default"
          className={styles.more}
          loading={isFetchingNextPage}
          onClick={() => void fetchNextPage()}
        >
          {t('search.more')}
        </Button>
      )}
    </>
  )
}

function Hit({
  hit,
  find,
  query,
  isSelected,
}: {
  hit: ConversationHit
  find: string
  query: string
  isSelected: boolean
}) {
  const { t, i18n } = useTranslation()
  const now = useNow(60_000)
  const name = withoutBidi(hit.customerName ?? t('someone'))
  return (
    <Link
      href={`/search/${hit.id}${query}`}
      className={styles.hit}
      {...(isSelected ? { 'aria-current': 'true' as const } : {})}
    >
      <Avatar name={hit.customerName} size={32} />
      <span className={styles.line}>
        <Excerpt text={name} find={find} />
        <time dateTime={hit.lastActivityAt} title={fullTime(hit.lastActivityAt, i18n.language)}>
          {shortDay(hit.lastActivityAt, i18n.language, now)}
        </time>
      </span>
      <span className={styles.excerpt} dir="auto">
        <Excerpt text={withoutBidi(hit.excerpt)} find={find} />
      </span>
      <span className={styles.tags}>
        <ChannelIcon channel={hit.channel} size={14} />
        {hit.language !== undefined && <span>{hit.language}</span>}
        <span>{t(hit.handoffId === undefined ? 'search.bot' : 'search.desk')}</span>
        {hit.status === 'open' && <span>{t('search.open')}</span>}
      </span>
    </Link>
  )
}
