import { FAULT_KINDS, type FaultKind, type StandIn } from '../adapters/stand-in.ts'

/** What came of a typed line: a message was delivered (`status` of the server's answer, 0 for none), or something was set. */
export type Said = { happened: 'delivered'; status: number } | { happened: 'set' | 'fault'; note: string }

/** Somebody who types. */
export interface StandInCustomer {
  /** Resolves to undefined for an empty line. */
  types(line: string): Promise<Said | undefined>
}

/** Reads lines as a customer of the platform, and as whoever breaks it. */
export function createStandInCustomer(platform: StandIn): StandInCustomer {
  const names: string[] = []
  let who = { id: '', name: '' }
  const become = (name: string) => {
    if (!names.includes(name)) names.push(name)
    who = { id: idOf(platform.channel, name, names.indexOf(name) + 1), name }
  }
  become('Ana')
  const delivered = (status: number): Said => ({ happened: 'delivered', status })
  const set = (note: string): Said => ({ happened: 'set', note })
  const fault = (note: string): Said => ({ happened: 'fault', note })

  const commands: Record<string, (rest: string) => Said | Promise<Said>> = {
    press: async title => delivered(await platform.press(who.id, titleLike(title, who.id, platform))),
    as(name) {
      if (name === '') return fault('/as takes a name')
      become(name)
      return set(`now ${who.name} (${who.id}) types`)
    },
    fail(rest) {
      const [kind = '', times = '1'] = rest.split(/\s+/)
      if (!isFault(kind) || !/^\d{1,6}$/.test(times))
        return fault(`/fail takes a kind and a number: ${FAULT_KINDS.join(', ')}`)
      platform.fail(kind, Number(times))
      return set(`the next calls (${times}) run into ${kind}`)
    },
    random(rest) {
      const share = rest === '' ? Number.NaN : Number(rest)
      if (!(share >= 0 && share <= 1)) return fault('/random takes a share from 0 to 1')
      platform.failAtRandom(share, FAULT_KINDS)
      return set(`${share * 100} % of calls fail`)
    },
  }
  for (const [name, act] of Object.entries(platform.commands ?? {})) {
    commands[name] = async rest => delivered(await act(who.id, rest))
  }
  return {
    async types(line) {
      if (line === '') return undefined
      const [, word, rest = ''] = /^\/(\w+)(?:\s+(.*))?$/.exec(line) ?? []
      const command = word !== undefined && Object.hasOwn(commands, word) ? commands[word] : undefined
      if (command !== undefined) return command(rest.trim())
      if (word !== undefined)
        return fault(`there is no /${word}; there are /${Object.keys(commands).join(', /')}, /quit`)
      return delivered(await platform.say(who.id, line, { name: who.name }))
    },
  }
}

/** The option of the newest message that was meant, capitals and accents aside; what was typed where there is none. */
function titleLike(typed: string, to: string, { taken }: StandIn): string {
  const options = taken.findLast(message => message.to === to && message.options.length > 0)?.options ?? []
  const like = new Intl.Collator(undefined, { sensitivity: 'base', usage: 'search' })
  return options.find(one => one === typed) ?? options.find(one => like.compare(one, typed) === 0) ?? typed
}

const isFault = (kind: string): kind is FaultKind => (FAULT_KINDS as readonly string[]).includes(kind)

/** Who writes as `34600000001` or `ana@example.org` is that; a name gets an id of the platform's kind. */
function idOf(channel: string, name: string, index: number): string {
  if (/^\d{3,}$/.test(name) || name.includes('@')) return name
  // A workspace knows its people by name.
  if (channel === 'slack') return name
  if (channel !== 'email') return String(34_600_000_000 + index)
  const local = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z\d]+/g, '')
  return `${local || `customer${index}`}@example.org`
}
