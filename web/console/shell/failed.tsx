import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../api/request.ts'
import styles from './failed.module.css'

interface Props {
  error: unknown
  onRetry(): void
}

/** What could not be loaded, why, and a way on. */
export function Failed({ error, onRetry }: Props) {
  const { t } = useTranslation()
  return (
    <div className={styles.failed} role="alert">
      <strong>{t('errors.title')}</strong>
      <p>{sentenceOf(error, t)}</p>
      <Button variant="default" onClick={onRetry}>
        {t('errors.retry')}
      </Button>
    </div>
  )
}

/** What to tell of an error: the server's own sentence where it has one. */
export function sentenceOf(error: unknown, t: (key: string) => string): string {
  if (!(error instanceof ApiError)) return t('errors.unknown')
  if (error.status === 0) return t('errors.offline')
  if (error.status === 404) return t('errors.notFound')
  if (error.status === 409) return t('errors.conflict')
  return error.detail ?? (error.status >= 500 ? t('errors.server') : error.message)
}
