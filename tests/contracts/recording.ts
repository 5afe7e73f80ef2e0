import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const requestSchema = z.strictObject({
  method: z.enum(['GET', 'POST']),
  path: z.string(),
  headers: z.record(z.string(), z.string()),
  body: z.string(),
})

/** What a platform really sent, without what must be of today: the harness fills `{token}`, `{conversation}`, a signature, a time. */
const recordingSchema = z.strictObject({
  source: z.string().min(10),
  requests: z.array(requestSchema).min(1),
  /** What must lie in the inbox afterwards, in order; a missing `text` or `value` means that there is none. */
  inbound: z.array(
    z.strictObject({
      kind: z.string().default('activity'),
      type: z.string(),
      text: z.string().optional(),
      value: z.unknown().optional(),
      settle: z.boolean(),
    }),
  ),
})

export type RecordedRequest = z.infer<typeof requestSchema>
export type Recording = z.infer<typeof recordingSchema> & { name: string }

export function readRecordings(folder: string): Recording[] {
  const path = join(folder, 'recordings')
  return readdirSync(path)
    .filter(name => name.endsWith('.json'))
    .sort()
    .map(name => ({ name, ...recordingSchema.parse(JSON.parse(readFileSync(join(path, name), 'utf8'))) }))
}
