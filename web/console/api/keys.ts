/** Where each thing of the server lies in the query cache. */
export const keys = {
  session: ['session'],
  desk: (language: string) => ['desk', language],
  agents: ['agents'],
  openHandoffs: ['handoffs', 'open'],
  closedHandoffs: ['handoffs', 'closed'],
  handoff: (id: string) => ['handoff', id],
  allowed: (id: string) => ['allowed', id],
  canned: (id: string, language: string) => ['canned', id, language],
  typing: (id: string) => ['typing', id],
  unread: ['unread'],
  stream: ['stream'],
} as const
