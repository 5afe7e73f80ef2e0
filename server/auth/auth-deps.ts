import type { Clock } from '../../protocol/clock.ts'
import type { AccountStore, AgentStore, SettingStore, Store, TryStore } from '../../store/store.ts'

/** What signing in is made of. */
export interface AuthDeps {
  agents: AgentStore
  accounts: AccountStore
  tries: TryStore
  settings: SettingStore
  /** Tells all processes whose sessions or tokens have ended. */
  signal: Store['signal']
  clock: Clock
  hashPassword(password: string): Promise<string>
  verifyPassword(password: string, hash: string): Promise<boolean>
  /** A hash of no one's password, so that an unknown e-mail costs the same time as a wrong password. */
  decoyHash: string
  /** Cookies only over TLS: true when PUBLIC_URL is https. */
  secure: boolean
  /** Origins of our own pages, beside that of the request's Host. */
  ownOrigins: readonly string[]
}
