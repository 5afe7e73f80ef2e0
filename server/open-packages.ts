import { situation } from '../dialogs/situation.ts'
import { createPackageReader, type PackageReader } from '../handoff/package/package-reader.ts'
import { createAgentWords } from './agent-words.ts'
import type { House } from './open-loops.ts'

/** What the desk shows, read from the store in the words of the bot that is served now. */
export function openPackages({
  store,
  contents,
  links,
  clock,
}: Pick<House, 'store' | 'contents' | 'links' | 'clock'>): PackageReader {
  return createPackageReader({
    store,
    words: createAgentWords(contents.current, clock),
    situation,
    mediaPath: links.path,
    clock,
  })
}
