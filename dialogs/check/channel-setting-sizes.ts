import { familyOf } from '../../locales/key-family.ts'
import { baseOf } from '../../locales/language-tag.ts'
import type { Fault } from '../../protocol/errors.ts'
import { settingKeys } from './channel-settings.ts'
import { filled, isFor } from './channel-sizes.ts'
import type { Check, CheckInput } from './check.ts'

/** A greeting, a question to begin with or an entry of a menu that the platform cuts, in any language. Told once an entry, all languages together. */
export const channelSettingSizes: Check = input => {
  const { sizes = [], bot, botYaml } = input
  return settingKeys(bot?.channels ?? {}).flatMap(({ channel, setting, path, key }): Fault[] => {
    const most = sizes.find(one => one.channel === channel)?.settings?.[setting]
    if (most === undefined) return []
    const cut = longest(input, key, channel).filter(({ chars }) => chars > most)
    if (cut.length === 0) return []
    const languages = cut.map(({ language, chars }) => `${chars} in ${language}`).join(', ')
    const message = `"${key}" is cut at ${most} characters in the ${WORDS[setting] ?? setting} of ${channel}; it has ${languages}`
    return [{ file: botYaml.file, ...botYaml.at(path), message, severity: 'warning' }]
  })
}

const WORDS: Readonly<Record<string, string>> = { iceBreakers: 'opening questions' }

/** The longest wording of a text in each of the bot's languages, all its forms. */
function longest(
  { texts, languages }: CheckInput,
  key: string,
  channel: string,
): { language: string; chars: number }[] {
  const spoken = languages.map(baseOf)
  return [...texts]
    .filter(([language]) => spoken.includes(baseOf(language)))
    .toSorted(([a], [b]) => spoken.indexOf(baseOf(a)) - spoken.indexOf(baseOf(b)))
    .map(([language, known]) => {
      const forms = [...known].filter(
        ([name]) => familyOf(name, known) === key && isFor(name, channel, other => known.has(other)),
      )
      const lengths = forms.flatMap(([, { wording }]) => [wording].flat().map(text => filled(text).length))
      return { language, chars: Math.max(0, ...lengths) }
    })
}
