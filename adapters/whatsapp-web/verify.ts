/*
 * Nothing here is signed: WhatsApp Web runs in a browser of our own, logged in as the shop's phone, and what it shows is what WhatsApp gave it. What is left to
 * check is who a chat is with.
 */

/** A person's number, or the number that hides it. Groups (`@g.us`), channels, status posts and WhatsApp itself (`0@c.us`) are nobody's conversation with the shop. */
const PERSON = /^\d{5,24}@(?:c\.us|lid)$/

/** True when the chat is with one person. */
export const isPerson = (chatId: string): boolean => PERSON.test(chatId)

/** `+34600000001` of `34600000001@c.us`; undefined for a hidden number. WhatsApp has checked that it is the writer's. */
export function phoneNumberOf(chatId: string): string | undefined {
  const digits = /^(\d{7,15})@c\.us$/.exec(chatId)?.[1]
  return digits === undefined ? undefined : `+${digits}`
}
