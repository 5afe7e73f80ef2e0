import { IconWifiOff } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useStreamState } from '../api/use-stream.ts'
import styles from './shell.module.css'

/** A break shorter than this is mended before anybody has read of it. */
const PATIENCE_MS = 1_500

/** Says that what is shown may be stale, as long as that is so. */
export function LostBanner() {
  const { t } = useTranslation()
  const state = useStreamState()
  const [shown, setShown] = useState(false)
  useEffect(() => {
    if (state !== 'lost') return setShown(false)
    const timer = setTimeout(() => setShown(true), PATIENCE_MS)
    return () => clearTimeout(timer)
  }, [state])
  return (
    <div role="status" className={shown ? styles.lost : undefined}>
      {shown && (
        <>
          <IconWifiOff size={16} aria-hidden />
          {t('shell.lost')}
        </>
      )}
    </div>
  )
}
