/** A phone that answers faster than a thumb is soon blocked: at least a second, at most three, more for longer texts, never twice the same. Milliseconds. */
export function typingMs(text: string, random: () => number = Math.random): number {
  const forLength = Math.min(1_200, text.length * 12)
  return Math.round(1_000 + forLength + random() * 800)
}

/** Messages of one phone to all its chats: a person types into one at a time. */
export const PACE = { perSecond: 0.5, burst: 1, maxWaitMs: 10_000 } as const

/** For who runs the server, each time it starts. */
export const WARNING =
  'WhatsApp by QR code is no official way to use WhatsApp: it is against its terms for automated use, and the number can be blocked at any time. Take a number that ' +
  'the shop can do without, never write to people who did not write first, and prefer the Cloud API (channel "whatsapp")'
