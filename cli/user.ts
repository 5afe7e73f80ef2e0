import { z } from 'zod'
import { isoTime } from '../protocol/clock.ts'
import { newId } from '../protocol/ids.ts'
import { hashPassword } from '../server/password.ts'
import type { AgentRole, AgentRow } from '../store/store.ts'
import type { Command, CommandIo } from './command.ts'
import { withStore } from './open-store.ts'
import { readArgs } from './parse-args.ts'
import { readSecret } from './read-secret.ts'

const ROLES = ['agent', 'supervisor', 'designer'] as const satisfies AgentRole[]
/** NIST SP 800-63B asks for eight at least; length is what counts, so no rule about signs. */
const PASSWORD_CHARS = { min: 10, max: 1024 }

const help = `
Usage: conserje user add --name "…" --email … [--role agent]    the password on stdin
       conserje user list [--json]
       conserje user remove --email …
       conserje user password --email …                          a new password on stdin; ends its sessions

The accounts of the people at the desk. A role is agent, supervisor or designer. A password
has at least ${PASSWORD_CHARS.min} characters; in a terminal it is asked for and not shown.

  --json   list: [{id, name, email, role, createdAt}]

Exit code: 0 done, 1 the e-mail is taken or unknown, 2 used wrongly.

Example:
  echo 'correct horse battery' | conserje user add --name "Ana Pop" --email ana@shop.example
  added ana@shop.example (agent)
`

const OPTIONS = {
  name: { type: 'string' },
  email: { type: 'string' },
  role: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const

/** `conserje user add|list|remove|password` */
export const user: Command = {
  name: 'user',
  summary: 'adds, lists and removes the accounts of agents, and gives them a new password',
  help,
  async run(args, io) {
    const parsed = readArgs(user, args, io, OPTIONS)
    if (typeof parsed === 'number') return parsed
    const { values } = parsed
    switch (parsed.positionals[0]) {
      case 'add':
        return add(values, io)
      case 'list':
        return list(values.json, io)
      case 'remove':
        return remove(values.email, io)
      case 'password':
        return changePassword(values.email, io)
      default:
        return wrongUse(io, 'expected add, list, remove or password')
    }
  },
}

const newAccount = z.object({
  name: z.string('--name is missing').trim().min(1, '--name is missing').max(200, '--name is too long'),
  email: z
    .string('--email is missing')
    .trim()
    .toLowerCase()
    .pipe(z.email('--email is no e-mail address').max(320)),
  role: z.enum(ROLES, `--role should be ${ROLES.join(', ')}`).default('agent'),
})

async function add(values: { name?: string; email?: string; role?: string }, io: CommandIo) {
  const account = newAccount.safeParse(values)
  if (!account.success) return wrongUse(io, account.error.issues.map(({ message }) => message).join('; '))
  const passwordHash = await readPassword(account.data.email, io)
  if (typeof passwordHash === 'number') return passwordHash
  const agent: AgentRow = { id: newId('agt'), ...account.data, passwordHash, createdAt: isoTime(Date.now()) }
  const added = await withStore(io, store => store.agents.add(agent))
  if (!added) {
    io.stderr.write(`conserje user: ${agent.email} has an account already\n`)
    return 1
  }
  io.stdout.write(`added ${agent.email} (${agent.role})\n`)
  return 0
}

/** Its hash; or the exit code, when there is none that is long enough. */
async function readPassword(email: string, io: CommandIo): Promise<string | number> {
  const password = await readSecret(io, `Password of ${email}: `)
  if (password === undefined) return wrongUse(io, 'the password is missing: give it on stdin')
  const { min, max } = PASSWORD_CHARS
  if (password.length < min || password.length > max) {
    return wrongUse(io, `the password should have ${min} to ${max} characters`)
  }
  return hashPassword(password)
}

/** For who has forgotten theirs, or whose session is in wrong hands: open streams end within seconds. */
async function changePassword(given: string | undefined, io: CommandIo): Promise<number> {
  if (given === undefined) return wrongUse(io, '--email is missing')
  const email = given.trim().toLowerCase()
  const passwordHash = await readPassword(email, io)
  if (typeof passwordHash === 'number') return passwordHash
  const changed = await withStore(io, async store => {
    const agent = await store.agents.byEmail(email)
    if (agent !== undefined) await store.accounts.setPassword(agent.id, passwordHash)
    return agent !== undefined
  })
  if (!changed) {
    io.stderr.write(`conserje user: ${email} has no account\n`)
    return 1
  }
  io.stdout.write(`${email} has a new password, and no session any more\n`)
  return 0
}

async function list(json: boolean, io: CommandIo): Promise<number> {
  const rows = await withStore(io, store => store.agents.list())
  const agents = rows.map(({ id, name, email, role, createdAt }) => ({ id, name, email, role, createdAt }))
  if (json) io.stdout.write(`${JSON.stringify(agents)}\n`)
  else if (agents.length === 0)
    io.stdout.write('no accounts; conserje user add --help shows how one is made\n')
  else for (const { email, role, name } of agents) io.stdout.write(`${email}  ${role}  ${name}\n`)
  return 0
}

async function remove(email: string | undefined, io: CommandIo): Promise<number> {
  if (email === undefined) return wrongUse(io, '--email is missing')
  const removed = await withStore(io, store => store.agents.remove(email.trim().toLowerCase()))
  if (!removed) {
    io.stderr.write(`conserje user: ${email} has no account\n`)
    return 1
  }
  io.stdout.write(`removed ${email}\n`)
  return 0
}

function wrongUse(io: CommandIo, reason: string): number {
  io.stderr.write(`conserje user: ${reason}\nconserje user --help shows how it is used\n`)
  return 2
}
