import { Tooltip, UnstyledButton } from '@mantine/core'
import { IconKeyboard } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'wouter'
import type { PageRoute } from '../routes.tsx'
import { AgentMenu } from './agent-menu.tsx'
import { Mark } from './mark.tsx'
import styles from './nav-bar.module.css'

interface Props {
  pages: readonly PageRoute[]
  onHelp(): void
}

/** The bar at the side (below, on a phone): the pages, the keys, and the agent. */
export function NavBar({ pages, onHelp }: Props) {
  const { t } = useTranslation()
  const [location] = useLocation()
  return (
    <nav className={styles.bar} aria-label={t('nav.label')}>
      <span className={styles.mark}>
        <Mark size={32} />
      </span>
      <ul className={styles.pages}>
        {pages.map(({ nav, path }) => {
          if (nav === undefined) return null
          const here = typeof path === 'string' ? location.startsWith(path) : path.test(location)
          const Glyph = nav.icon
          return (
            <li key={nav.id}>
              <Tooltip label={t(`nav.${nav.id}`)} position="right">
                <Link
                  href={nav.to}
                  className={styles.item}
                  aria-label={t(`nav.${nav.id}`)}
                  {...(here ? { 'aria-current': 'page' as const } : {})}
                >
                  <Glyph size={21} stroke={1.7} aria-hidden />
                </Link>
              </Tooltip>
            </li>
          )
        })}
      </ul>
      <div className={styles.end}>
        <Tooltip label={t('shell.keys')} position="right">
          <UnstyledButton
            className={`${styles.item} ${styles.help}`}
            aria-label={t('shell.keys')}
            onClick={onHelp}
          >
            <IconKeyboard size={21} stroke={1.7} aria-hidden />
          </UnstyledButton>
        </Tooltip>
        <AgentMenu onHelp={onHelp} />
      </div>
    </nav>
  )
}
