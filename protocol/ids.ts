/** Prefixes of every id that Conserje makes; the id is `<prefix>_<UUIDv7>`, so ids of one kind sort by time. */
export type IdPrefix =
  | 'cnv'
  | 'thr'
  | 'cus'
  | 'inb'
  | 'out'
  | 'evt'
  | 'hof'
  | 'agt'
  | 'ses'
  | 'usr'
  | 'tok'
  | 'frm'
  | 'att'
  | 'med' // a file that a message brought
  | 'web' // Direct Line's conversationId: the thread key of a web chat
  | 'dl' // a web chat's user, chosen by the server

let lastMs = 0
let sequence = 0
/** Random bytes are fetched for 512 ids at once: a fetch costs more than all the rest of an id. Each byte is used once. */
const pool = Buffer.alloc(4096)
let used = pool.length

/**
 * A new id: `<prefix>_<UUIDv7>`. Ids made by one process are strictly increasing, also within a millisecond
 * (12 bits of counter in `rand_a`), and the clock going back does not break the order.
 * @see RFC 9562, section 5.7 and method 1 of 6.2
 */
export function newId(prefix: IdPrefix, nowMs: number = Date.now()): string {
  if (nowMs > lastMs) {
    lastMs = nowMs
    sequence = 0
  } else if (++sequence > 0xfff) {
    lastMs++
    sequence = 0
  }
  const time = lastMs.toString(16).padStart(12, '0')
  if (used === pool.length) {
    crypto.getRandomValues(pool)
    used = 0
  }
  const random = pool.subarray(used, used + 8)
  used += 8
  random[0] = ((random[0] as number) & 0x3f) | 0x80
  const tail = random.toString('hex')
  const head = `7${sequence.toString(16).padStart(3, '0')}`
  return `${prefix}_${time.slice(0, 8)}-${time.slice(8)}-${head}-${tail.slice(0, 4)}-${tail.slice(4)}`
}

/** Direct Line's id of an entry of a web chat's log: `<conversationId>|<seq, 7 digits>`. */
export const logEntryId = (key: string, seq: number): string => `${key}|${String(seq).padStart(7, '0')}`
