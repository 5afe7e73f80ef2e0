import { SegmentedControl, Switch, useMantineColorScheme } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { LANGUAGES, type Language, showLanguage } from '../i18n/start.ts'
import { allowDesktop } from '../notify/desktop.ts'
import { playTone } from '../notify/tone.ts'
import { changeSettings, useSettings } from '../settings/settings.ts'
import styles from './account.module.css'

/** What this browser shows, and how it calls. */
export function ThisBrowser() {
  const { t, i18n } = useTranslation()
  const client = useQueryClient()
  const { desktop, sound, sendWith, shortcuts } = useSettings()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <div className={styles.form}>
      <label className={styles.days}>
        {t('agent.language')}
        <select
          value={i18n.language}
          onChange={event => {
            const language = event.currentTarget.value as Language
            changeSettings({ language })
            // Titles and causes come from the server in the console's language.
            void showLanguage(language).then(() =>
              client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' }),
            )
          }}
        >
          {Object.entries(LANGUAGES).map(([code, name]) => (
            <option key={code} value={code} lang={code}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <fieldset className={styles.scopes}>
        <legend>{t('agent.looks')}</legend>
        <SegmentedControl
          size="xs"
          aria-label={t('agent.looks')}
          value={colorScheme}
          onChange={scheme => setColorScheme(scheme as typeof colorScheme)}
          data={(['light', 'dark', 'auto'] as const).map(scheme => ({
            value: scheme,
            label: t(`agent.schemes.${scheme}`),
          }))}
        />
      </fieldset>
      <Switch
        label={t('agent.desktop')}
        checked={desktop}
        onChange={() => void (desktop ? changeSettings({ desktop: false }) : allowDesktop())}
      />
      <Switch
        label={t('agent.sound')}
        checked={sound}
        onChange={() => {
          changeSettings({ sound: !sound })
          if (!sound) playTone()
        }}
      />
      <Switch
        label={t('agent.enterSends')}
        checked={sendWith === 'enter'}
        onChange={() => changeSettings({ sendWith: sendWith === 'enter' ? 'ctrl' : 'enter' })}
      />
      <Switch
        label={t('keys.single')}
        description={t('keys.singleAbout')}
        checked={shortcuts}
        onChange={() => changeSettings({ shortcuts: !shortcuts })}
      />
    </div>
  )
}
