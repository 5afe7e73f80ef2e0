import type { Figures, FigureValues } from '../../../protocol/api/figures.ts'
import type { History, PastConversation, PastHandoff } from './figure-histories.ts'

/* The figures once more, as docs/figures.md defines them and in no hurry: what the store tells is compared with this. */

interface Question {
  first: string
  last: string
  timeZone: string
  channel?: string | undefined
  language?: string | undefined
  now: number
}

const DAY = 86_400_000
const SMALL_TALK = ['greeting']

const calendars = new Map<string, Intl.DateTimeFormat>()

function dayOf(ms: number, timeZone: string): string {
  const calendar =
    calendars.get(timeZone) ??
    new Intl.DateTimeFormat('en-US', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
  calendars.set(timeZone, calendar)
  const parts = calendar.formatToParts(ms)
  const of = (type: string) => parts.find(part => part.type === type)?.value
  return `${of('year')}-${of('month')}-${of('day')}`
}

const answers = ({ events }: PastConversation) =>
  events.some(
    ({ name, data }) =>
      name === 'answer' ||
      name === 'order.shown' ||
      (name === 'dialog.ended' &&
        ['done', 'resolved'].includes(String(data.result)) &&
        !SMALL_TALK.includes(String(data.dialog))),
  )
const isContained = (one: PastConversation) => one.closed && one.handoffs.length === 0 && answers(one)
const isResolved = (one: PastConversation) =>
  isContained(one) || (one.closed && one.handoffs.at(-1)?.status === 'resolved')
const mattersOf = ({ events }: PastConversation) =>
  events.flatMap(({ name, data }) =>
    name === 'answer'
      ? [`faq.${data.faq}`]
      : name === 'dialog.started' && !data.part && !SMALL_TALK.includes(String(data.dialog))
        ? [data.dialog]
        : [],
  )
const isSameMatter = (one: PastConversation, other: PastConversation) => {
  const [a, b] = [mattersOf(one), mattersOf(other)]
  return a.length === 0 || b.length === 0 || a.some(matter => b.includes(matter))
}
const cameBack = (one: PastConversation, all: readonly PastConversation[]) =>
  all.some(
    other =>
      other !== one &&
      other.closed &&
      other.customer === one.customer &&
      other.openedAt >= one.lastActivityAt &&
      other.openedAt < one.lastActivityAt + 7 * DAY &&
      isSameMatter(one, other),
  )

const middle = (values: number[]): number | null => {
  const sorted = values.toSorted((a, b) => a - b)
  if (sorted.length === 0) return null
  const half = sorted.length / 2
  return Number.isInteger(half)
    ? ((sorted[half - 1] as number) + (sorted[half] as number)) / 2
    : (sorted[Math.floor(half)] as number)
}
const part = (some: number, all: number) => (all === 0 ? null : some / all)

export function recount({ conversations }: History, question: Question): Omit<Figures, 'from' | 'to'> {
  const { first, last, timeZone } = question
  const isAsked = (ms: number) => dayOf(ms, timeZone) >= first && dayOf(ms, timeZone) <= last
  const fits = ({ channel, language }: { channel: string; language: string | null }) =>
    (question.channel === undefined || channel === question.channel) &&
    (question.language === undefined || (language ?? 'und') === question.language)
  const begun = conversations.filter(one => isAsked(one.openedAt) && fits(one))
  const handoffs = conversations
    .flatMap(one => one.handoffs)
    .filter(one => isAsked(one.createdAt) && fits(one))
  const surveys = conversations
    .filter(fits)
    .flatMap(({ channel, language, surveys }) => surveys.map(survey => ({ ...survey, channel, language })))
    .filter(({ sentAt, grade }) => isAsked(sentAt) && grade !== null)

  const values = (
    keep: (place: { channel: string; language: string | null }, at: number) => boolean,
  ): FigureValues | undefined => {
    const ours = begun.filter(one => keep(one, one.openedAt))
    const given = handoffs.filter(one => keep(one, one.createdAt))
    const graded = surveys.filter(one => keep(one, one.sentAt))
    if (ours.length + given.length + graded.length === 0) return undefined
    const csat = graded.filter(({ kind }) => kind === 'csat')
    const resolved = ours.filter(isResolved)
    const seconds = (list: PastHandoff[], end: (one: PastHandoff) => number | null) =>
      list.flatMap(one => {
        const at = end(one)
        return at === null ? [] : [(at - one.createdAt) / 1000]
      })
    return {
      conversations: ours.length,
      ended: ours.filter(({ closed }) => closed).length,
      contained: part(ours.filter(isContained).length, ours.filter(({ closed }) => closed).length),
      escalated: part(ours.filter(one => one.handoffs.length > 0).length, ours.length),
      handoffs: given.length,
      firstResponse: middle(
        seconds(
          given.filter(({ reason }) => reason !== 'taken_over'),
          one => one.firstReplyAt,
        ),
      ),
      timeToResolution: middle(
        seconds(
          given.filter(({ status }) => status === 'resolved'),
          one => one.endedAt,
        ),
      ),
      resolved: resolved.length,
      firstContactResolution: part(
        resolved.filter(one => !cameBack(one, conversations)).length,
        resolved.length,
      ),
      csat: part(csat.filter(({ grade }) => (grade ?? 0) >= 4).length, csat.length),
      csatCount: csat.length,
    }
  }
  const all = (names: string[], name: string, of: (value: string) => FigureValues | undefined) =>
    [...new Set(names)].sort().flatMap(value => {
      const found = of(value)
      return found === undefined ? [] : [{ [name]: value, ...found }]
    }) as never
  const everything = [...begun, ...handoffs, ...surveys]
  const tally = (names: string[]) =>
    Object.entries(Object.groupBy(names, name => name))
      .map(([name, list]) => [name, list?.length ?? 0] as const)
      .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
  const open = conversations
    .flatMap(one => one.handoffs)
    .filter(
      one => fits(one) && !['returned', 'resolved'].includes(one.status) && one.createdAt <= question.now,
    )
  const days: string[] = []
  for (let ms = Date.parse(first); ms <= Date.parse(last); ms += DAY)
    days.push(new Date(ms).toISOString().slice(0, 10))
  const none: FigureValues = {
    conversations: 0,
    ended: 0,
    contained: null,
    escalated: null,
    handoffs: 0,
    firstResponse: null,
    timeToResolution: null,
    resolved: 0,
    firstContactResolution: null,
    csat: null,
    csatCount: 0,
  }
  return {
    timeZone,
    total: {
      ...(values(() => true) ?? none),
      open: open.length,
      overdue: open.filter(one => one.firstReplyAt === null && one.deadlineAt < question.now).length,
    },
    reasons: tally(handoffs.map(({ reason }) => reason)).map(([reason, count]) => ({ reason, count })),
    causes: tally(handoffs.flatMap(({ cause }) => cause ?? [])).map(([cause, count]) => ({ cause, count })),
    grades: [...new Set(surveys.map(({ kind, grade }) => `${kind} ${grade}`))].sort().map(key => {
      const [survey, grade] = key.split(' ') as ['csat', string]
      return {
        survey,
        grade: Number(grade),
        count: surveys.filter(one => one.kind === survey && one.grade === Number(grade)).length,
      }
    }),
    byDay: days.map(day => ({ day, ...(values((_, at) => dayOf(at, timeZone) === day) ?? none) })),
    byChannel: all(
      everything.map(({ channel }) => channel),
      'channel',
      name => values(({ channel }) => channel === name),
    ),
    byLanguage: all(
      everything.map(({ language }) => language ?? 'und'),
      'language',
      name => values(({ language }) => (language ?? 'und') === name),
    ),
  }
}
