import { createContext, type ReactNode, useContext } from 'react'
import type { Session } from '../../../protocol/api/session.ts'

const Context = createContext<Session['agent'] | undefined>(undefined)

export function SessionProvider({ session, children }: { session: Session; children: ReactNode }) {
  return <Context value={session.agent}>{children}</Context>
}

/** Who is signed in. Only below the shell. */
export function useMe(): Session['agent'] {
  const me = useContext(Context)
  if (me === undefined) throw new Error('useMe is for pages within the shell')
  return me
}
