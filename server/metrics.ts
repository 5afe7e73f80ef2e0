import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { LeasedRow, Settlement, Store } from '../store/store.ts'
import { deskGauges } from './desk-metrics.ts'

/** The figures of one process. Labels are few and fixed: never an id, an address or a text. */
export interface Metrics {
  received(channel: string, accepted: readonly { fresh: boolean }[]): void
  turns(turns: { count: number; seconds: number }): void
  delivered(row: LeasedRow, outcome: Settlement['outcome'], repeated: boolean): void
  /** Sends that were in flight when a former life of this worker was killed. */
  interrupted(count: number): void
  answered(answer: { method: string; route: string; status: number; seconds: number }): void
  /** Prometheus' text format; asks the store for its counts. */
  text(): Promise<string>
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

export function createMetrics(
  store: Pick<Store, 'inbox' | 'outbox' | 'handoffs'>,
  now: () => number,
): Metrics {
  const registry = new Registry()
  const registers = [registry]
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[] = []) =>
    new Counter({ name, help, labelNames, registers })
  const histogram = <Label extends string>(name: string, help: string, labelNames: Label[] = []) =>
    new Histogram({ name, help, labelNames, registers, buckets: SECONDS })

  const received = counter('conserje_received_total', 'Messages and events stored in the inbox', ['channel'])
  const duplicates = counter('conserje_duplicates_total', 'Second deliveries, which changed nothing', [
    'channel',
  ])
  const turns = counter('conserje_turns_total', 'Commits of turns, one a conversation')
  const turnSeconds = histogram('conserje_turn_batch_seconds', 'One transaction of turns, commit included')
  const delivered = counter('conserje_delivered_total', 'Ends of outbox rows', ['lane', 'channel', 'outcome'])
  const repeats = counter(
    'conserje_sends_repeated_total',
    'Sends risked twice because their outcome is unknown',
  )
  const answerSeconds = histogram(
    'conserje_answer_seconds',
    'From the arrival of the row that was answered to the answer being sent',
    ['channel'],
  )
  const httpSeconds = histogram('conserje_http_seconds', 'HTTP answers', ['method', 'route', 'status'])
  rowGauge(registers, 'inbox', () => store.inbox.counts())
  rowGauge(registers, 'outbox', () => store.outbox.counts())
  deskGauges(registers, store, now)
  processGauge(registers)

  return {
    received(channel, accepted) {
      const fresh = accepted.filter(one => one.fresh).length
      received.inc({ channel }, fresh)
      duplicates.inc({ channel }, accepted.length - fresh)
    },
    turns({ count, seconds }) {
      turns.inc(count)
      turnSeconds.observe(seconds)
    },
    delivered(row, outcome, repeated) {
      delivered.inc({ lane: row.kind === 'call' ? 'call' : 'send', channel: row.channel, outcome })
      if (repeated) repeats.inc()
      const arrivedMs = timeOfId(row.id)
      if (row.kind === 'activities' && outcome === 'sent' && arrivedMs !== undefined) {
        answerSeconds.observe({ channel: row.channel }, (now() - arrivedMs) / 1000)
      }
    },
    interrupted: count => repeats.inc(count),
    answered: ({ method, route, status, seconds }) =>
      httpSeconds.observe({ method, route, status: String(status) }, seconds),
    text: () => registry.metrics(),
  }
}

/** The rows that still want something: those done are history, and counting them would be slow. */
function rowGauge(
  registers: Registry[],
  table: 'inbox' | 'outbox',
  counts: () => Promise<Record<string, number>>,
) {
  new Gauge({
    name: `conserje_${table}_rows`,
    help: `Rows of the ${table} that are not done, by status`,
    labelNames: ['status'],
    registers,
    async collect() {
      for (const [status, count] of Object.entries(await counts())) {
        if (status !== 'done' && status !== 'sent') this.set({ status }, count)
      }
    },
  })
}

function processGauge(registers: Registry[]) {
  new Gauge({
    name: 'process_resident_memory_bytes',
    help: 'Resident memory',
    registers,
    collect() {
      this.set(process.memoryUsage.rss())
    },
  })
}

/** Outgoing ids begin with the inbox row's, `inb_<UUIDv7>`, whose first 48 bits are the time in milliseconds. */
function timeOfId(id: string): number | undefined {
  const [, high, low] = /^inb_([0-9a-f]{8})-([0-9a-f]{4})-7/.exec(id) ?? []
  return high === undefined ? undefined : Number.parseInt(`${high}${low}`, 16)
}
