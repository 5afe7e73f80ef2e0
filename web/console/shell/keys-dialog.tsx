import { Kbd, Modal, Switch } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { SHORTCUTS, type ShortcutId } from '../keys/shortcuts.ts'
import type { PageRoute } from '../routes.tsx'
import { changeSettings, useSettings } from '../settings/settings.ts'
import styles from './keys-dialog.module.css'

const GROUPS = ['queue', 'conversation', 'everywhere'] as const
const SIGNS: Record<string, string> = { ArrowDown: '↓', ArrowUp: '↑', Escape: 'Esc' }

interface Props {
  pages: readonly PageRoute[]
  opened: boolean
  onClose(): void
}

/** What `?` shows: every key, and the switch that turns the keys of one letter off. */
export function KeysDialog({ pages, opened, onClose }: Props) {
  const { t } = useTranslation()
  const { shortcuts } = useSettings()
  // A page that this role may not open has no key either.
  const isThere = (id: ShortcutId) => !id.startsWith('go') || pages.some(({ nav }) => nav?.shortcut === id)
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('keys.title')}
      size="xl"
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <Switch
        checked={shortcuts}
        onChange={event => changeSettings({ shortcuts: event.currentTarget.checked })}
        label={t('keys.single')}
        description={t('keys.singleAbout')}
      />
      <div className={styles.groups}>
        {GROUPS.map(group => (
          <section key={group}>
            <h3>{t(`keys.groups.${group}`)}</h3>
            <dl>
              {SHORTCUTS.filter(shortcut => shortcut.group === group && isThere(shortcut.id)).map(
                ({ id, keys }) => (
                  <div key={id}>
                    <dt>{t(`keys.${id}`)}</dt>
                    <dd>
                      {keys.map(key => (
                        <span key={key}>
                          {key.split(' ').map(part => (
                            <Kbd key={part} size="xs">
                              {SIGNS[part] ?? part}
                            </Kbd>
                          ))}
                        </span>
                      ))}
                    </dd>
                  </div>
                ),
              )}
            </dl>
          </section>
        ))}
        <section>
          <h3>{t('keys.groups.composer')}</h3>
          <dl>
            <div>
              <dt>{t('keys.send')}</dt>
              <dd>
                <Kbd size="xs">Ctrl</Kbd>
                <Kbd size="xs">Enter</Kbd>
              </dd>
            </div>
            <div>
              <dt>{t('keys.leave')}</dt>
              <dd>
                <Kbd size="xs">Esc</Kbd>
              </dd>
            </div>
          </dl>
        </section>
      </div>
    </Modal>
  )
}
