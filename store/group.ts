/** Calls that arrive while one is under way are done together by the next: `run` gets them all and answers in their order. */
export type Group<Call, Answer> = (call: Call) => Promise<Answer>

interface Waiting<Call, Answer> {
  call: Call
  resolve(answer: Answer): void
  reject(error: unknown): void
}

/** When `run` throws for several, each is run alone, so that only the bad one fails. */
export function createGroup<Call, Answer>(
  run: (calls: readonly Call[]) => Promise<readonly Answer[]>,
  most: number,
): Group<Call, Answer> {
  let queue: Waiting<Call, Answer>[] = []
  let busy = false

  async function runOne(one: Waiting<Call, Answer>): Promise<void> {
    try {
      const [answer] = await run([one.call])
      one.resolve(answer as Answer)
    } catch (error) {
      one.reject(error)
    }
  }

  async function work(): Promise<void> {
    busy = true
    while (queue.length > 0) {
      const group = queue.slice(0, most)
      queue = queue.slice(most)
      try {
        const answers = await run(group.map(one => one.call))
        group.forEach((one, index) => {
          one.resolve(answers[index] as Answer)
        })
      } catch (error) {
        if (group.length === 1) group[0]?.reject(error)
        else for (const one of group) await runOne(one)
      }
    }
    busy = false
  }

  return call =>
    new Promise((resolve, reject) => {
      queue.push({ call, resolve, reject })
      // Those of the same tick come along.
      if (!busy) {
        busy = true
        setImmediate(work)
      }
    })
}
