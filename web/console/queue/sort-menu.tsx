import { ActionIcon, Menu } from '@mantine/core'
import { IconArrowsSort, IconCheck } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { type QueueView, SORTS } from './view.ts'

interface Props {
  shown: QueueView
  onChange(change: Partial<QueueView>): void
}

export function SortMenu({ shown, onChange }: Props) {
  const { t } = useTranslation()
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label={t('queue.sort', { by: t(`queue.sorts.${shown.sort}`) })}>
          <IconArrowsSort size={18} stroke={1.7} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {SORTS.map(sort => (
          <Menu.Item
            key={sort}
            role="menuitemradio"
            aria-checked={sort === shown.sort}
            rightSection={sort === shown.sort ? <IconCheck size={16} aria-hidden /> : undefined}
            onClick={() => onChange({ sort })}
          >
            {t(`queue.sorts.${sort}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
