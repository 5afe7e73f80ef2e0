import { useComputedColorScheme } from '@mantine/core'
import { Picker } from 'emoji-picker-element'
import en from 'emoji-picker-element/i18n/en.js'
import es from 'emoji-picker-element/i18n/es.js'
import english from 'emoji-picker-element-data/en/emojibase/data.json?url'
import spanish from 'emoji-picker-element-data/es/cldr/data.json?url'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'

/** Emoji by group and by name; there are no Romanian names, so Romanian agents search in English. */
export function EmojiPicker({ onPick }: { onPick(emoji: string): void }) {
  const { i18n } = useTranslation()
  const place = useRef<HTMLDivElement>(null)
  const latest = useRef(onPick)
  latest.current = onPick
  const scheme = useComputedColorScheme('light')
  useEffect(() => {
    const inSpanish = i18n.language === 'es'
    const picker = new Picker({
      locale: inSpanish ? 'es' : 'en',
      dataSource: inSpanish ? spanish : english,
      i18n: inSpanish ? es : en,
    })
    picker.classList.add(scheme)
    const pick = (event: Event) => {
      const { unicode } = (event as CustomEvent<{ unicode?: string }>).detail
      if (unicode !== undefined) latest.current(unicode)
    }
    picker.addEventListener('emoji-click', pick)
    place.current?.append(picker)
    return () => picker.remove()
  }, [i18n.language, scheme])
  return <div ref={place} />
}
