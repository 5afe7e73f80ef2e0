import { situation } from '../dialogs/situation.ts'
import { createPackageReader, type PackageReader } from '../handoff/package/package-reader.ts'
import type { House } from './open-loops.ts'

/** What the desk shows, read from the store in the words of the bot that is served now. */
export function openPackages({
  store,
  links,
  words,
  clock,
}: Pick<House, 'store' | 'contents' | 'links' | 'words' | 'clock'>): PackageReader {
  return createPackageReader({
    store,
    words,
    situation,
    mediaPath: links.path,
    clock,
  })
}
