import { ActionIcon, Popover } from '@mantine/core'
import { IconMoodSmile } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'

const EmojiPicker = lazy(async () => ({ default: (await import('./emoji-picker.tsx')).EmojiPicker }))

/** The picker and its thousands of names are loaded when it is first opened. */
export function EmojiButton({ id, onPick }: { id: string; onPick(emoji: string): void }) {
  const { t } = useTranslation()
  const [opened, setOpened] = useState(false)
  return (
    <Popover opened={opened} onChange={setOpened} position="top-start" trapFocus returnFocus>
      <Popover.Target>
        <ActionIcon id={id} aria-label={t('composer.emoji')} onClick={() => setOpened(!opened)}>
          <IconMoodSmile size={18} stroke={1.7} aria-hidden />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown p={0} aria-label={t('composer.emoji')}>
        <Suspense fallback={<p style={{ padding: 16 }}>{t('loading')}</p>}>
          <EmojiPicker
            onPick={emoji => {
              onPick(emoji)
              setOpened(false)
            }}
          />
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  )
}
