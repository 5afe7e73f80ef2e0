import type { CannedReply, DeskAgentView } from '../../../protocol/api/desk.ts'

/** What is being completed: `/` canned replies, `@` agents (in notes). `from` to `to` is what a choice replaces. */
export interface Asked {
  kind: 'canned' | 'mention'
  query: string
  from: number
  to: number
}

export interface Completion {
  key: string
  title: string
  detail: string
  insert: string
}

/** What the word at the caret asks for; a `/` in the middle of a word is a slash, `@` in it an address. */
export function askedAt(text: string, caret: number, mode: 'reply' | 'note'): Asked | undefined {
  const before = text.slice(0, caret)
  const canned = /(?:^|\s)\/([^\s/]*(?: [^\s/]+)?)$/u.exec(before)
  if (canned !== null && mode === 'reply') return asked('canned', canned[1] ?? '', caret)
  const mention = /(?:^|[\s(])@([\p{L}\p{M}'’.-]*(?: [\p{L}\p{M}'’.-]+)?)$/u.exec(before)
  return mention !== null && mode === 'note' ? asked('mention', mention[1] ?? '', caret) : undefined
}

const asked = (kind: Asked['kind'], query: string, caret: number): Asked => ({
  kind,
  query,
  from: caret - query.length - 1,
  to: caret,
})

const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase()

/** Canned replies that have all words of the query: in their names and titles first. */
export function cannedFor(query: string, replies: readonly CannedReply[]): Completion[] {
  const words = plain(query).split(' ').filter(Boolean)
  const has = (text: string) => words.every(word => plain(text).includes(word))
  const named = replies.filter(({ name, title }) => has(`${name} ${title}`))
  const inText = replies.filter(
    reply => !named.includes(reply) && has(`${reply.name} ${reply.title} ${reply.text}`),
  )
  return [...named, ...inText].map(({ name, title, text }) => ({
    key: name,
    title,
    detail: text,
    insert: text,
  }))
}

/** Agents whose name or address begins so, at a word. */
export function agentsFor(query: string, agents: readonly DeskAgentView[]): Completion[] {
  const wanted = plain(query)
  return agents
    .filter(({ name, email }) => plain(` ${name}`).includes(` ${wanted}`) || plain(email).startsWith(wanted))
    .map(({ id, name, email }) => ({ key: id, title: name, detail: email, insert: `@${name} ` }))
}

const GAP = /\{\{[^{}\n]{1,80}\}\}/

/** Where a text still has a gap that nobody filled, as canned replies have for what isn't known: `{{customer.name}}`. */
export function firstGap(text: string): { from: number; to: number } | undefined {
  const found = GAP.exec(text)
  return found === null ? undefined : { from: found.index, to: found.index + found[0].length }
}
