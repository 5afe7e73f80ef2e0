import { useTranslation } from 'react-i18next'
import { useLocation, useParams, useSearchParams } from 'wouter'
import type { ConversationsAsked } from '../api/conversations.ts'
import { Hits } from '../search/hits.tsx'
import { PastConversation } from '../search/past-conversation.tsx'
import styles from '../search/search.module.css'
import { SearchForm } from '../search/search-form.tsx'

/** Every conversation there was, with the bot too: found by what was said in it, and read. */
export function SearchPage() {
  const { t } = useTranslation()
  const { id } = useParams<{ id?: string }>()
  const [, navigate] = useLocation()
  const [search, setSearch] = useSearchParams()
  const asked: ConversationsAsked = {
    q: search.get('q') ?? '',
    channel: search.get('channel') ?? '',
    language: search.get('language') ?? '',
  }
  const change = (part: Partial<ConversationsAsked>) =>
    setSearch(Object.fromEntries(Object.entries({ ...asked, ...part }).filter(([, value]) => value !== '')), {
      replace: true,
    })
  const query = search.size === 0 ? '' : `?${search}`
  const back = `/search${query}`
  return (
    <div className={styles.search} data-reads={id !== undefined}>
      {/* On a phone the list makes room for what is read: the page keeps its name. */}
      <h1 className="unseen">{t('search.title')}</h1>
      <section className={styles.column} aria-label={t('search.title')}>
        <p className={styles.title} aria-hidden="true">
          {t('search.title')}
        </p>
        <SearchForm asked={asked} onChange={change} />
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
        <section className={styles.scroller} tabIndex={0} aria-label={t('search.results')}>
          <Hits asked={asked} selected={id} query={query} />
        </section>
      </section>
      <div className={styles.reading}>
        {id === undefined ? (
          <p className={styles.choose}>{t('search.choose')}</p>
        ) : (
          <PastConversation key={id} id={id} back={back} onBack={() => navigate(back)} />
        )}
      </div>
    </div>
  )
}
