import { CAUSES } from '../../protocol/api/desk.ts'
import { loadDesk } from '../load-desk.ts'
import type { Check } from './check.ts'
import { familiesIn } from './text-keys.ts'

/** A cause of one's own has words: agents choose by them, and who reads the figures too. */
export const causes: Check = input => {
  const [main] = input.readable
  const { desk, yaml } = loadDesk(input.files, input.name)
  if (main === undefined || desk === undefined || yaml === undefined) return []
  const known = familiesIn(input, main)
  return desk.causes.flatMap((cause, n) =>
    known.has(`cause.${cause}`) || (CAUSES as readonly string[]).includes(cause)
      ? []
      : [
          {
            file: yaml.file,
            ...yaml.at(['causes', n]),
            message: `the cause "${cause}" has no words: write a text "cause.${cause}"`,
            severity: 'warning' as const,
          },
        ],
  )
}
