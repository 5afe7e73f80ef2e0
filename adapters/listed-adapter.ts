import type { z } from 'zod'
import {
  type Adapter,
  type Channel,
  type ChannelDeps,
  type Environment,
  type Limits,
  readSettings,
} from './adapter.ts'

/** An adapter as the list has it: its modules are loaded when its channel is opened, so that one that is off costs no memory. */
export interface ListedAdapter<Deps extends ChannelDeps = ChannelDeps> {
  readonly channel: string
  readonly limits: Limits
  /** As `Adapter.configure`. */
  configure(environment: Environment): ((deps: Deps) => Channel | Promise<Channel>) | undefined
}

/** `config` is the adapter's own, which is light; `load` gives the adapter with all that it sends and reads by. */
export const listAdapter = <Deps extends ChannelDeps>(
  channel: string,
  limits: Limits,
  config: z.ZodType<unknown>,
  load: () => Promise<Adapter<Deps>>,
): ListedAdapter<Deps> => ({
  channel,
  limits,
  configure(environment) {
    if (readSettings(config, environment) === undefined) return undefined
    return async deps => {
      const open = (await load()).configure(environment)
      if (open === undefined) throw new Error(`${channel} was on by its settings, and is not by its adapter`)
      return open(deps)
    }
  },
})
