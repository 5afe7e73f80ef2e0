import { Gauge, type Registry } from 'prom-client'
import { isoTime } from '../protocol/clock.ts'
import type { Store } from '../store/store.ts'

/** How the desk stands, asked of the store when the figures are read. */
export function deskGauges(
  registers: Registry[],
  { handoffs }: Pick<Store, 'handoffs'>,
  now: () => number,
): void {
  new Gauge({
    name: 'conserje_handoffs',
    help: 'Hand-offs that have not ended, by status',
    labelNames: ['status'],
    registers,
    async collect() {
      const { byStatus } = await handoffs.counts({ now: isoTime(now()) })
      for (const status of ['waiting', 'offered', 'active', 'on_hold'] as const) {
        this.set({ status }, byStatus[status] ?? 0)
      }
    },
  })
  new Gauge({
    name: 'conserje_handoffs_overdue',
    help: 'Hand-offs that nobody has answered by their deadline',
    registers,
    async collect() {
      this.set((await handoffs.counts({ now: isoTime(now()) })).overdue)
    },
  })
  new Gauge({
    name: 'conserje_handoff_oldest_wait_seconds',
    help: 'How long the oldest hand-off that nobody has taken has waited',
    registers,
    async collect() {
      const [oldest] = await handoffs.list({ status: ['waiting', 'offered'], limit: 1 })
      this.set(oldest === undefined ? 0 : Math.max(0, now() - Date.parse(oldest.createdAt)) / 1000)
    },
  })
}
