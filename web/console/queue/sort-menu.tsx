import { ActionIcon, Menu } from '@mantine/core'
import { IconArrowsSort } from '@tabler/icons-react'
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
          <Menu.RadioItem
            key={sort}
            value={sort}
            checked={sort === shown.sort}
            closeMenuOnClick
            onChange={() => onChange({ sort })}
          >
            {t(`queue.sorts.${sort}`)}
          </Menu.RadioItem>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
