import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import styles from './failed.module.css'

/** An address that is no page, or none for this role. */
export function NotFound() {
  const { t } = useTranslation()
  return (
    <div className={styles.failed}>
      <h1>{t('shell.notFound')}</h1>
      <Link href="/">{t('shell.toQueue')}</Link>
    </div>
  )
}
