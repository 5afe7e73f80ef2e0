import type { ContentFiles } from './content.ts'

/** Where a content file comes from: the bot's own folder, or what every bot inherits. */
export interface ContentFile {
  /** As in `ContentFiles`: `shop/dialogs/order-status.yaml`. */
  file: string
  text: string
  /** The file's name without its ending: a dialog's name or a language. */
  name: string
  inherited: boolean
}

/** The files of one folder (`dialogs`, `locales`, …), inherited ones first. */
export function filesIn(files: ContentFiles, bot: string, folder: string): ContentFile[] {
  return ['common', bot].flatMap(owner =>
    Object.keys(files)
      .filter(path => path.startsWith(`${owner}/${folder}/`))
      .sort()
      .map(path => ({
        file: path,
        text: files[path] ?? '',
        name: path.slice(owner.length + folder.length + 2).replace(/\.ya?ml$/i, ''),
        inherited: owner === 'common',
      })),
  )
}
