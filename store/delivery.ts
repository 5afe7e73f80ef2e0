import type { DeliveryReport, DeliveryStatus } from '../protocol/channel-event.ts'

/* What became of what was sent, where the platform tells. */

/** What a platform told, with where and when. */
export interface NewReport extends DeliveryReport {
  channel: string
  account: string
  /** Needed with `upTo`. */
  threadKey?: string
  /** ISO 8601: when it came. */
  at: string
}

/** How far an outgoing entry of the transcript came; of the parts of its row the one that is furthest behind. `waiting`: it is still to be sent. */
export interface Delivery {
  status: DeliveryStatus | 'waiting' | 'parked' | 'cancelled'
  at: string
  /** Of `failed` and `parked`, and of what waits for another try: `code: sentence`. */
  error?: string
}

export interface DeliveryStore {
  /**
   * One transaction for all; concurrent calls share a commit. A status only moves forward: `failed` makes the row dead until a later report proves
   * that it arrived. A report on a part whose send ended in doubt settles it. What names nothing of ours is kept for a day, since it may be faster than our own settling.
   */
  report(reports: readonly NewReport[]): Promise<void>
  /** By ids of transcript entries; those that were not sent to the customer have none. */
  of(entryIds: readonly string[]): Promise<ReadonlyMap<string, Delivery>>
}
