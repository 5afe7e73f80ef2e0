import type { Receipted } from '../adapters/adapter.ts'
import type { Store } from '../store/store.ts'

type Settings = Pick<Store['settings'], 'get' | 'set'>

const nameOf = (channel: string, account: string) => `vouched.${channel}.${account}`

/**
 * Keeps which accounts have ever had a report on our own key: only there does a report that stays away tell anything. Elsewhere the shop may not have
 * subscribed to reports. Written once an account, since another process may be the one that sends.
 */
export function createVouching(
  settings: Settings,
): (channel: string, reports: readonly Receipted[]) => Promise<void> {
  const known = new Set<string>()
  return async (channel, reports) => {
    for (const report of reports) {
      if (report.part === undefined) continue
      const name = nameOf(report.channel ?? channel, report.account)
      if (known.has(name)) continue
      if ((await settings.get(name)) === undefined) await settings.set(name, 'yes')
      known.add(name)
    }
  }
}

/** Whether this account has ever had a report on our own key. */
export const isVouched = async (
  settings: Settings,
  { channel, account }: { channel: string; account: string },
): Promise<boolean> => (await settings.get(nameOf(channel, account))) !== undefined
