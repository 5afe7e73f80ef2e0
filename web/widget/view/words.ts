import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { Say } from '../texts.ts'
import type { When } from '../when.ts'

/** What every view needs to speak the customer's language. */
export interface Words {
  say: Say
  when: When
  lang: string
}

const WordsContext = createContext<Words | undefined>(undefined)
export const WordsProvider = WordsContext.Provider

/** @throws when a view is drawn outside `WordsProvider`, which is a bug */
export function useWords(): Words {
  const words = useContext(WordsContext)
  if (!words) throw new Error('useWords needs a WordsProvider around the view')
  return words
}
