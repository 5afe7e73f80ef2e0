import { SEND_SHORTCUT } from '../take-acts.ts'
import type { PersonActs } from './person.ts'
import type { SlackMessage, World } from './world.ts'

/** What somebody at the terminal does as a person in Slack, in the newest thread. Each resolves to the status of the server's answer; 404: there is no thread, or no such button. */
export interface Commands {
  say(who: string, text: string, options?: { name?: string }): Promise<number>
  press(who: string, title: string): Promise<number>
  readonly all: Readonly<Record<string, (who: string, rest: string) => Promise<number>>>
}

const emailOf = (name: string): string => `${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '.')}@example.org`

export function createCommands(deps: {
  world: World
  acts: PersonActs
  heads(): SlackMessage[]
  person(name: string, email?: string): string
}): Commands {
  const { world, acts, heads, person } = deps
  const newest = () => heads().at(-1)
  /** Who types is a person of the workspace under their name. */
  const userOf = (who: string) => (world.users.has(who) ? who : person(who, emailOf(who)))
  const ownLast = (user: string, head: SlackMessage) =>
    world.thread(head.channel, head.ts).findLast(one => one.user === user)

  const inThread = async (who: string, act: (user: string, head: SlackMessage) => Promise<number>) => {
    const head = newest()
    return head === undefined ? 404 : act(userOf(who), head)
  }
  const write = (who: string, text: string) =>
    inThread(who, async (user, head) => {
      const { status } = await acts.write(user, text, { channel: head.channel, threadTs: head.ts })
      return status
    })
  const press = (who: string, title: string) =>
    inThread(who, (user, head) => acts.pressUnder(user, head, title))
  const inModal = async (who: string, title: string, values: Record<string, string>) => {
    const pressed = await press(who, title)
    if (pressed !== 200) return pressed
    const { status, errors } = await acts.submit(userOf(who), values)
    return errors === undefined ? status : 422
  }
  return {
    say: (who, text) => write(who, text),
    press,
    all: {
      claim: who => press(who, 'Claim'),
      return: who => press(who, 'Return to bot'),
      text: write,
      send: (who, text) => write(who, `@Conserje ${text}`),
      reply: (who, text) => inModal(who, 'Reply', { reply: text }),
      resolve: (who, cause) => inModal(who, 'Resolve', { cause }),
      shortcut: who =>
        inThread(who, (user, head) => {
          const own = ownLast(user, head)
          return own === undefined ? Promise.resolve(404) : acts.shortcut(user, own, SEND_SHORTCUT)
        }),
      edit: (who, text) =>
        inThread(who, (user, head) => {
          const own = ownLast(user, head)
          return own === undefined ? Promise.resolve(404) : acts.edit(user, own, text)
        }),
      delete: who =>
        inThread(who, (user, head) => {
          const own = ownLast(user, head)
          return own === undefined ? Promise.resolve(404) : acts.remove(user, own)
        }),
    },
  }
}
