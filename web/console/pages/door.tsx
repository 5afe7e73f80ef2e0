import { Alert } from '@mantine/core'
import { IconAlertCircle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { Mark } from '../shell/mark.tsx'
import styles from './door.module.css'

interface Props {
  title: string
  about: string
  error: string | undefined
  children: ReactNode
}

/** The frame of the pages before the desk. */
export function DoorPage({ title, about, error, children }: Props) {
  return (
    <main className={styles.page}>
      <section className={styles.card}>
        <Mark size={44} />
        <h1>{title}</h1>
        <p>{about}</p>
        {error !== undefined && (
          <Alert
            role="alert"
            color="red"
            variant="light"
            icon={<IconAlertCircle aria-hidden />}
            className={styles.error}
          >
            {error}
          </Alert>
        )}
        {children}
      </section>
    </main>
  )
}
