import { expect, test } from 'vitest'
import { createLine } from '../../store/sqlite/line.ts'
import type { Answer } from '../../store/sqlite/thread/answer-calls.ts'
import type { Call } from '../../store/sqlite/thread/commands.ts'

/** A line to an end that counts what comes, as the thread does, and answers each `write` with its statements. */
function lineToEcho() {
  let count = 0
  const busy: boolean[] = []
  const line = createLine(
    calls => {
      const answers = (structuredClone(calls) as Call[]).map(
        (call): Answer => ({ n: count++, value: call[1] }),
      )
      setImmediate(() => line.answered(answers))
    },
    waits => busy.push(waits),
  )
  const echo = (text: string) => line.call('write', [[text]]) as Promise<unknown>
  const unsendable = () => line.call('write', [[(() => {}) as unknown as string]])
  return { busy, echo, unsendable }
}

test('a call that can not be sent fails by itself, and the answers of the others reach them', async () => {
  const { busy, echo, unsendable } = lineToEcho()
  await expect(unsendable()).rejects.toMatchObject({ name: 'StoreError', code: 'store.failed' })
  expect(busy).toEqual([true, false])
  const together = [echo('a'), unsendable(), echo('b')]
  expect((await Promise.allSettled(together)).map(one => one.status)).toEqual([
    'fulfilled',
    'rejected',
    'fulfilled',
  ])
  expect(await Promise.all([together[0], together[2], echo('c')])).toEqual([[['a']], [['b']], [['c']]])
  expect(busy.at(-1)).toBe(false)
})
