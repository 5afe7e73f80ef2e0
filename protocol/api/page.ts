import { z } from 'zod'

/** Where a list goes on: what `nextCursor` of the page before said. Its content is nobody's business but ours. */
export const cursorSchema = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[\w.:-]+$/, 'is none that a page gave as nextCursor')

/** A page of a list. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({
    items: z.array(item),
    /** Absent on the last page. */
    nextCursor: z.string().optional(),
  })
