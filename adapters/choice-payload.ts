import { choiceValueSchema } from '../protocol/activity.ts'

/** Room for a payload on the narrowest platform (a row of WhatsApp's list). UTF-16 units. */
const MAX_PAYLOAD = 200
const PREFIX = 'choice:'

/**
 * A choice as the text that a platform's button carries and gives back; undefined for one that is too long for any platform or is no choice of ours: the
 * button then comes back by its title, which the engine reads as if it was typed.
 */
export function choicePayload(value: unknown): string | undefined {
  const choice = choiceValueSchema.safeParse(value).data?.choice
  if (choice === undefined || PREFIX.length + choice.length > MAX_PAYLOAD) return undefined
  return PREFIX + choice
}

/** The activity's `value` of a pressed button; undefined for a payload that is not a choice of ours. */
export const choiceOfPayload = (payload: string | undefined): { choice: string } | undefined =>
  payload?.startsWith(PREFIX) ? { choice: payload.slice(PREFIX.length) } : undefined
