import { withParents } from '../locales/language-tag.ts'
import type { JsonObject } from '../protocol/json.ts'
import type { Expression } from './condition.ts'

/** A message that the platform approved beforehand, for a text that is said. */
export interface Template {
  name: string
  /** The template's language, as the platform calls it, by the customer's. */
  language: Readonly<Record<string, string>>
  parameters: readonly Expression[]
}

/** The template as an activity bears it in `channelData.template`: it goes in place of the text where only that may be sent. */
export function filledTemplate(
  key: string,
  template: Template,
  language: string,
  values: JsonObject,
): JsonObject {
  const known = withParents(language).find(tag => Object.hasOwn(template.language, tag))
  return {
    key,
    name: template.name,
    language: known === undefined ? language.replace('-', '_') : (template.language[known] as string),
    parameters: template.parameters.map(parameter => {
      const value = parameter.evaluate(values)
      return value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value)
    }),
  }
}
