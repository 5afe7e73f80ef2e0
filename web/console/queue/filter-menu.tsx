import { ActionIcon, Button, NativeSelect, Popover } from '@mantine/core'
import { IconFilter } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useMe } from '../shell/session-context.tsx'
import { languageName } from '../time/format.ts'
import styles from './queue.module.css'
import type { Queue } from './use-queue.ts'
import { choicesOf, FILTERS, type Filter, type QueueView } from './view.ts'

interface Props {
  queue: Queue
  shown: QueueView
  onChange(change: Partial<QueueView>): void
}

/** Narrows the view by status, team, language and channel; each choice tells how many it has. */
export function FilterMenu({ queue, shown, onChange }: Props) {
  const { t, i18n } = useTranslation()
  const me = useMe()
  const set = FILTERS.filter(name => shown.filters[name] !== '').length
  const label = (name: Filter, value: string) => {
    if (name === 'status') return t(`status.${value}`)
    if (name === 'language') return languageName(value, i18n.language)
    return name === 'channel' ? t(`channel.${value}`, value) : value
  }
  return (
    <Popover position="bottom-end" width={260} trapFocus returnFocus>
      <Popover.Target>
        <ActionIcon
          variant={set > 0 ? 'light' : 'subtle'}
          color={set > 0 ? 'sea' : 'gray'}
          aria-label={set > 0 ? t('queue.filterSet', { count: set }) : t('queue.filter')}
        >
          <IconFilter size={18} stroke={1.7} aria-hidden />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('queue.filter')}>
        <div className={styles.filters}>
          {FILTERS.map(name => {
            const choices = choicesOf(queue.open, name, shown.view, me.id, Date.now())
            const chosen = shown.filters[name]
            const missing = chosen !== '' && !choices.some(({ value }) => value === chosen)
            return (
              <NativeSelect
                key={name}
                size="xs"
                label={t(`queue.by.${name}`)}
                value={chosen}
                onChange={event =>
                  onChange({ filters: { ...shown.filters, [name]: event.currentTarget.value } })
                }
                data={[
                  { value: '', label: t('queue.any') },
                  ...(missing ? [{ value: chosen, label: `${label(name, chosen)} (0)` }] : []),
                  ...choices.map(({ value, count }) => ({
                    value,
                    label: `${label(name, value)} (${count})`,
                  })),
                ]}
              />
            )
          })}
          <Button
            variant="subtle"
            disabled={set === 0}
            onClick={() => onChange({ filters: { status: '', team: '', language: '', channel: '' } })}
          >
            {t('queue.clear')}
          </Button>
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}
