/** Who is typing, as the store's signal `typing` carries it to all processes: ids only. */
export type Typing =
  | { who: 'customer'; conversationId: string }
  | { who: 'agent'; handoffId: string; agentId: string }

export const typingId = (typing: Typing): string =>
  typing.who === 'customer'
    ? `customer ${typing.conversationId}`
    : `agent ${typing.handoffId} ${typing.agentId}`

/** Undefined for what is none. */
export function readTyping(id: string): Typing | undefined {
  const [who, first, second] = id.split(' ')
  if (who === 'customer' && first) return { who, conversationId: first }
  return who === 'agent' && first && second ? { who, handoffId: first, agentId: second } : undefined
}
