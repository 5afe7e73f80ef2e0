import { z } from 'zod'
import type { CheckedMessage } from './check-message.ts'

/** What a customer sees of a message: its words, its options with their ids, and whether they are a list. */
export interface Shown {
  text: string
  options: { id: string; title: string; description?: string }[]
  isList: boolean
}

const interactiveSchema = z.object({
  body: z.object({ text: z.string() }),
  action: z.object({
    buttons: z.array(z.object({ reply: z.object({ id: z.string(), title: z.string() }) })).default([]),
    sections: z
      .array(
        z.object({
          rows: z.array(z.object({ id: z.string(), title: z.string(), description: z.string().optional() })),
        }),
      )
      .default([]),
    parameters: z.object({ display_text: z.string(), url: z.string() }).optional(),
  }),
})
const wordsSchema = z.object({
  body: z.string().optional(),
  caption: z.string().optional(),
  name: z.string().optional(),
})
const templateSchema = z.object({
  name: z.string(),
  components: z.array(z.object({ parameters: z.array(z.object({ text: z.string() })) })).default([]),
})

/** How a checked message looks on the customer's phone. */
export function shownOf({ type, content }: CheckedMessage): Shown {
  if (type === 'interactive') {
    const { body, action } = interactiveSchema.parse(content)
    const { buttons, sections, parameters } = action
    const rows = sections.flatMap(section => section.rows)
    const link = parameters === undefined ? '' : `\n[${parameters.display_text}] ${parameters.url}`
    return {
      text: body.text + link,
      options: [
        ...buttons.map(({ reply }) => reply),
        ...rows.map(({ id, title, description }) => ({
          id,
          title,
          ...(description === undefined ? {} : { description }),
        })),
      ],
      isList: rows.length > 0,
    }
  }
  if (type === 'template') {
    const { name, components } = templateSchema.parse(content)
    const parameters = components.flatMap(one => one.parameters.map(({ text }) => text))
    return { text: `${name}(${parameters.join(', ')})`, options: [], isList: false }
  }
  const { body, caption, name } = wordsSchema.parse(content)
  return { text: body ?? caption ?? name ?? '', options: [], isList: false }
}
