import { ActionIcon, Tooltip } from '@mantine/core'
import { IconArrowLeft, IconLayoutSidebarRight } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation, useSearch } from 'wouter'
import type { ContextPackage } from '../../../protocol/api/handoff.ts'
import { withoutBidi } from '../../widget/links.ts'
import { useShortcuts } from '../keys/use-shortcuts.ts'
import { ChannelIcon } from '../people/channel-icon.tsx'
import { changeSettings, useSettings } from '../settings/settings.ts'
import { languageName } from '../time/format.ts'
import { Actions } from './actions.tsx'
import styles from './conversation.module.css'

/** Below this the columns are pages. Pixels, as in the style sheets. */
const isNarrow = () => matchMedia('(width < 1080px)').matches

/** Who it is, whose it is, and what can be done. */
export function ConversationHeader({ handoff }: { handoff: ContextPackage }) {
  const { t, i18n } = useTranslation()
  const [, navigate] = useLocation()
  const search = useSearch()
  const { panel } = useSettings()
  const query = search === '' ? '' : `?${search}`
  const toggle = () =>
    isNarrow() ? navigate(`/c/${handoff.id}/about${query}`) : changeSettings({ panel: !panel })
  useShortcuts({ context: toggle, back: () => navigate(`/${query}`) })
  return (
    <header className={styles.header}>
      <Link href={`/${query}`} className={styles.back} aria-label={t('conversation.back')}>
        <IconArrowLeft size={20} aria-hidden />
      </Link>
      <div className={styles.who}>
        <h2>
          <bdi>{withoutBidi(handoff.customer.name ?? t('someone'))}</bdi>
        </h2>
        <p>
          <ChannelIcon channel={handoff.channel} size={14} />
          <span className={styles.channel} aria-hidden>
            {t(`channel.${handoff.channel}`, handoff.channel)}
          </span>
          {handoff.language !== undefined && <span>{languageName(handoff.language, i18n.language)}</span>}
          <span className={styles.status} data-status={handoff.status}>
            {t(`status.${handoff.status}`)}
          </span>
          {handoff.agentName !== undefined && <bdi>{withoutBidi(handoff.agentName)}</bdi>}
        </p>
      </div>
      <Actions handoff={handoff} />
      <Tooltip label={t('conversation.context')}>
        <ActionIcon size={30} aria-label={t('conversation.context')} onClick={toggle}>
          <IconLayoutSidebarRight size={19} stroke={1.7} aria-hidden />
        </ActionIcon>
      </Tooltip>
    </header>
  )
}
