import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Completion } from './complete.ts'
import styles from './composer.module.css'

interface Props {
  id: string
  label: string
  found: readonly Completion[]
  chosen: number
  loading: boolean
  onChoose(completion: Completion): void
}

/** What `/` and `@` open above the text; the keys stay in the text. */
export function Completions({ id, label, found, chosen, loading, onChoose }: Props) {
  const { t } = useTranslation()
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    list.current?.children[chosen]?.scrollIntoView({ block: 'nearest' })
  }, [chosen])
  return (
    <div className={styles.completions}>
      {found.length === 0 && <p role="status">{loading ? t('loading') : t('composer.noneFound')}</p>}
      <div ref={list} id={id} role="listbox" aria-label={label}>
        {found.map(({ key, title, detail, insert }, index) => (
          // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the text, which names the active one
          // biome-ignore lint/a11y/useKeyWithClickEvents: the text hears the keys
          <div
            key={key}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === chosen}
            className={styles.completion}
            onMouseDown={event => event.preventDefault()}
            onClick={() => onChoose({ key, title, detail, insert })}
          >
            <strong>
              <bdi>{title}</bdi>
            </strong>
            <span dir="auto">{detail}</span>
          </div>
        ))}
      </div>
    </div>
  )
}
