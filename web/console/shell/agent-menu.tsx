import { Menu, UnstyledButton, useMantineColorScheme } from '@mantine/core'
import {
  IconBell,
  IconCornerDownLeft,
  IconDeviceDesktop,
  IconKeyboard,
  IconLogout,
  IconMoon,
  IconSun,
  IconVolume,
} from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { signOut } from '../api/session.ts'
import { LANGUAGES, type Language, showLanguage } from '../i18n/start.ts'
import { useShortcuts } from '../keys/use-shortcuts.ts'
import { allowDesktop } from '../notify/desktop.ts'
import { playTone } from '../notify/tone.ts'
import { Avatar } from '../people/avatar.tsx'
import { changeSettings, useSettings } from '../settings/settings.ts'
import styles from './agent-menu.module.css'
import { useMe } from './session-context.tsx'
import { usePresence } from './use-presence.ts'

/** The agent's own menu: presence, notices, looks, language, sign-out. */
export function AgentMenu({ onHelp }: { onHelp(): void }) {
  const { t, i18n } = useTranslation()
  const client = useQueryClient()
  const me = useMe()
  const { status, choose } = usePresence()
  const { desktop, sound, sendWith } = useSettings()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  useShortcuts({
    presence: () => choose(status === 'online' ? 'away' : 'online'),
    theme: () => setColorScheme(colorScheme === 'dark' ? 'light' : 'dark'),
  })
  return (
    <Menu position="right-end" width={270} closeOnItemClick={false}>
      <Menu.Target>
        <UnstyledButton
          className={styles.target}
          aria-label={t('agent.menu', { name: me.name, status: t(`presence.${status}`) })}
        >
          <Avatar name={me.name} size={34} />
          <span className={styles.dot} data-status={status} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={styles.who}>
          <strong>
            <bdi>{me.name}</bdi>
          </strong>
          <span>{me.email}</span>
        </div>
        <Menu.Divider />
        <Menu.Label>{t('presence.label')}</Menu.Label>
        {(['online', 'away'] as const).map(choice => (
          <Choice
            key={choice}
            oneOf={choice}
            chosen={status === choice}
            onChoose={() => choose(choice)}
            icon={<span className={styles.sign} data-status={choice} />}
          >
            {t(`presence.${choice}`)}
          </Choice>
        ))}
        <Menu.Divider />
        <Menu.Label>{t('agent.notices')}</Menu.Label>
        <Choice
          chosen={desktop}
          icon={<IconBell size={16} />}
          onChoose={() => void (desktop ? changeSettings({ desktop: false }) : allowDesktop())}
        >
          {t('agent.desktop')}
        </Choice>
        <Choice
          chosen={sound}
          icon={<IconVolume size={16} />}
          onChoose={() => {
            changeSettings({ sound: !sound })
            if (!sound) playTone()
          }}
        >
          {t('agent.sound')}
        </Choice>
        <Menu.Divider />
        <Menu.Label>{t('agent.looks')}</Menu.Label>
        {(['light', 'dark', 'auto'] as const).map(scheme => (
          <Choice
            key={scheme}
            oneOf={scheme}
            chosen={colorScheme === scheme}
            onChoose={() => setColorScheme(scheme)}
            icon={SCHEMES[scheme]}
          >
            {t(`agent.schemes.${scheme}`)}
          </Choice>
        ))}
        <Choice
          chosen={sendWith === 'enter'}
          icon={<IconCornerDownLeft size={16} />}
          onChoose={() => changeSettings({ sendWith: sendWith === 'enter' ? 'ctrl' : 'enter' })}
        >
          {t('agent.enterSends')}
        </Choice>
        <Menu.Divider />
        <Menu.Label>{t('agent.language')}</Menu.Label>
        {(Object.keys(LANGUAGES) as Language[]).map(language => (
          <Choice
            key={language}
            oneOf={language}
            chosen={i18n.language === language}
            icon={<span className={styles.code}>{language}</span>}
            onChoose={() => {
              changeSettings({ language })
              void showLanguage(language).then(() =>
                client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' }),
              )
            }}
          >
            <span lang={language}>{LANGUAGES[language]}</span>
          </Choice>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconKeyboard size={16} />} onClick={onHelp} closeMenuOnClick>
          {t('shell.keys')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconLogout size={16} />}
          onClick={() => void signOut(client)}
          closeMenuOnClick
        >
          {t('agent.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

const SCHEMES = {
  light: <IconSun size={16} />,
  dark: <IconMoon size={16} />,
  auto: <IconDeviceDesktop size={16} />,
}

interface ChoiceProps {
  /** One of several, instead of on and off. */
  oneOf?: string
  chosen: boolean
  icon: ReactNode
  onChoose(): void
  children: ReactNode
}

function Choice({ oneOf, chosen, icon, onChoose, children }: ChoiceProps) {
  const label = (
    <span className={styles.choice}>
      {icon}
      {children}
    </span>
  )
  return oneOf === undefined ? (
    <Menu.CheckboxItem checked={chosen} onChange={onChoose}>
      {label}
    </Menu.CheckboxItem>
  ) : (
    <Menu.RadioItem value={oneOf} checked={chosen} onChange={onChoose}>
      {label}
    </Menu.RadioItem>
  )
}
