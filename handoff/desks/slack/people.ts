import { z } from 'zod'
import type { Clock } from '../../../protocol/clock.ts'
import type { SlackConfig } from './config.ts'
import type { SlackCaller, SlackDesk } from './deps.ts'
import type { SlackApi } from './web-api.ts'

const infoSchema = z.looseObject({
  user: z.looseObject({
    id: z.string(),
    deleted: z.boolean().optional(),
    is_bot: z.boolean().optional(),
    is_stranger: z.boolean().optional(),
    is_restricted: z.boolean().optional(),
    is_ultra_restricted: z.boolean().optional(),
    team_id: z.string().optional(),
    enterprise_user: z.looseObject({ teams: z.array(z.string()).optional() }).optional(),
    name: z.string().optional(),
    real_name: z.string().optional(),
    profile: z
      .looseObject({
        email: z.string().optional(),
        real_name: z.string().optional(),
        display_name: z.string().optional(),
      })
      .optional(),
  }),
})

/** Somebody in Slack, as the desk knows them. */
export interface Person {
  userId: string
  name: string
  /** Who they are at the desk: their account, or a guest who may act; undefined: they may only write notes. */
  caller?: SlackCaller
  /** Whose name a note bears. */
  author: SlackCaller
  /** Why they may not act. */
  sentence?: string
}

export interface People {
  /** @throws what the Web API throws */
  of(userId: string): Promise<Person>
  /** As far as they are known already. */
  nameOf(userId: string): string | undefined
}

const KEPT_MS = 300_000
const MOST_KEPT = 5_000

/** Who a user of Slack is: found by the e-mail address of their profile, which the workspace vouches for. */
export function createPeople(
  api: SlackApi,
  {
    desk,
    clock,
    agents,
    teamId,
  }: { desk: SlackDesk; clock: Clock; agents: SlackConfig['agents']; teamId(): Promise<string> },
): People {
  const kept = new Map<string, { at: number; name: string; isMember: boolean; email?: string }>()

  async function profile(userId: string) {
    const known = kept.get(userId)
    if (known !== undefined && clock() - known.at < KEPT_MS) return known
    const { user } = infoSchema.parse(await api.call('users.info', { user: userId }))
    const isMember = isOurMember(user, await teamId())
    const { display_name, real_name, email } = user.profile ?? {}
    const name = [display_name, real_name, user.real_name, user.name].find(one => one?.trim()) ?? userId
    const found = { at: clock(), name: name.slice(0, 200), isMember, ...(email !== undefined && { email }) }
    kept.delete(userId)
    kept.set(userId, found)
    if (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value as string)
    return found
  }

  return {
    async of(userId) {
      const { name, email, isMember } = await profile(userId)
      const guest = desk.guest(userId, name)
      if (!isMember) return { userId, name, author: guest, sentence: NO_MEMBER }
      const account = email === undefined ? undefined : await desk.account(email.toLowerCase())
      if (account !== undefined) return { userId, name, caller: account, author: account }
      if (agents === 'anyone') return { userId, name, caller: guest, author: guest }
      return { userId, name, author: guest, sentence: whyNot(email) }
    },
    nameOf: userId => kept.get(userId)?.name,
  }
}

const NO_MEMBER =
  'Only full members of the workspace that Conserje is installed in may do that: no guests, no bots, and nobody of a workspace that shares this channel. What you write here is kept as a note.'

/** An address that another workspace vouches for, or that a guest was invited by, is none of ours. */
const isOurMember = (user: z.infer<typeof infoSchema>['user'], teamId: string): boolean =>
  (user.team_id === teamId || user.enterprise_user?.teams?.includes(teamId) === true) &&
  ![user.deleted, user.is_bot, user.is_stranger, user.is_restricted, user.is_ultra_restricted].includes(true)

const whyNot = (email: string | undefined): string =>
  email === undefined
    ? 'Conserje does not see your e-mail address in Slack, so it does not know your account. Whoever runs it can grant the app users:read.email, or let you add an address to your profile.'
    : `There is no account of ${email} at this desk yet. A supervisor can make one: conserje user add --email ${email}. Until then what you write here is kept as a note.`
