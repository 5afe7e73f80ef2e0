import { situation } from '../dialogs/situation.ts'
import { createPackageReader } from '../handoff/package/package-reader.ts'
import { createLibreTranslate } from '../handoff/translate/libretranslate.ts'
import { createTranslations } from '../handoff/translate/translations.ts'
import { createAgentWords } from './agent-words.ts'
import { createAlarm } from './alarm.ts'
import { deskSuggest } from './desk-replies.ts'
import type { House } from './open-loops.ts'

/** What the desk shows, read from the store in the words of the bot that is served now, and translated where a translator is configured. */
export function openPackages({
  config,
  store,
  contents,
  links,
  clock,
}: Pick<House, 'config' | 'store' | 'contents' | 'links' | 'clock'>): Pick<
  House,
  'words' | 'packages' | 'translator' | 'translating'
> {
  const words = createAgentWords(contents.current, clock)
  const translating = createAlarm()
  const translator =
    config.translate === undefined ? undefined : createLibreTranslate({ ...config.translate, fetch, clock })
  const packages = createPackageReader({
    store,
    words,
    situation,
    mediaPath: links.path,
    suggest: deskSuggest({ store, contents, clock }),
    clock,
    ...(translator && {
      translate: createTranslations({ store: store.translations, onWanted: translating.ring, clock }),
    }),
  })
  return { words, packages, translating, ...(translator && { translator }) }
}
