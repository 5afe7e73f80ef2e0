import { z } from 'zod'
import type { Activity } from '../../protocol/activity.ts'
import type { Json } from '../../protocol/json.ts'
import { splitText } from '../split-text.ts'
import { message } from './outgoing.ts'

const templateSchema = z.object({
  template: z.object({
    name: z.string().min(1),
    language: z.string().min(2),
    /** In order, or by name. */
    parameters: z.union([z.array(z.coerce.string()), z.record(z.string(), z.coerce.string())]).default([]),
  }),
})

/** The body of a template with all its parameters. UTF-16 units. */
const MAX_PARAMETER = 1024

/**
 * The approved message that an activity may go as when the reply window is closed; undefined when it names none.
 * @see https://developers.facebook.com/documentation/business-messaging/whatsapp/templates (read 2026-11)
 */
export function templateMessage({ channelData }: Activity): Json | undefined {
  const template = templateSchema.safeParse(channelData).data?.template
  if (!template) return undefined
  const { name, language, parameters } = template
  const given: Json[] = Array.isArray(parameters)
    ? parameters.map(text => ({ type: 'text', text: parameter(text) }))
    : Object.entries(parameters).map(([key, text]) => ({
        type: 'text',
        parameter_name: key,
        text: parameter(text),
      }))
  return message('template', {
    name,
    language: { code: language.replace('-', '_') },
    ...(given.length === 0 ? {} : { components: [{ type: 'body', parameters: given }] }),
  })
}

/** Meta refuses a parameter that is empty, has a line's end or a tab, or more than four spaces in a row. */
function parameter(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line === '' ? '–' : (splitText(line, MAX_PARAMETER)[0] as string)
}
