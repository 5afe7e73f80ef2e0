import { type Mutation, useMutation, useMutationState, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect } from 'react'
import { acceptedSchema } from '../../../protocol/api/handoff.ts'
import { keys } from '../api/keys.ts'
import type { Entry } from '../api/transcript.ts'
import { act } from '../api/write.ts'

/** A reply or a note on its way. `key`: the server does it once, however often it is sent. */
export interface Outgoing {
  key: string
  kind: 'reply' | 'note'
  at: string
  text: string
  attachments: readonly { contentUrl: string; contentType: string; name: string }[]
  template?: string
}

export interface Sent {
  outgoing: Outgoing
  status: 'sending' | 'kept' | 'failed'
  /** The id that its entry will have, as soon as the server has told. */
  entryId: string | undefined
  error: unknown
  mutation: Mutation<{ id: string }, Error, Outgoing>
}

const keyOf = (id: string) => ['send', id]

/** What an agent says, shown before the server has it, in the order in which it was written; what fails stays to be sent again. */
export function useSending(id: string, entries: readonly Entry[]) {
  const client = useQueryClient()
  const { mutate } = useMutation<{ id: string }, Error, Outgoing>({
    mutationKey: keyOf(id),
    // One after the other: two quick messages must not overtake each other.
    scope: { id: `send ${id}` },
    gcTime: Number.POSITIVE_INFINITY,
    mutationFn: async ({ kind, text, attachments, template, key }) =>
      acceptedSchema.parse(
        await act(
          id,
          kind,
          {
            ...(text === '' ? {} : { text }),
            ...(attachments.length === 0 ? {} : { attachments }),
            ...(template === undefined ? {} : { template }),
          },
          key,
        ),
      ),
    onError: () => void client.invalidateQueries({ queryKey: keys.allowed(id) }),
  })
  const all = useMutationState({ filters: { mutationKey: keyOf(id) }, select: asSent })
  const known = new Set(entries.map(entry => entry.id))
  const pending = all.filter(
    ({ entryId }) => entryId === undefined || !(known.has(entryId) || known.has(`${entryId}:0`)),
  )
  useEffect(() => {
    const shown = new Set(pending.map(({ outgoing }) => outgoing.key))
    for (const { outgoing, mutation } of all)
      if (!shown.has(outgoing.key)) client.getMutationCache().remove(mutation)
  })
  const drop = useCallback((sent: Sent) => client.getMutationCache().remove(sent.mutation), [client])
  return {
    pending,
    send: mutate,
    retry(sent: Sent) {
      drop(sent)
      mutate(sent.outgoing)
    },
    drop,
  }
}

function asSent(mutation: Mutation<unknown, Error, unknown>): Sent {
  const own = mutation as Mutation<{ id: string }, Error, Outgoing>
  const { state } = own
  return {
    outgoing: state.variables as Outgoing,
    status: state.status === 'error' ? 'failed' : state.status === 'success' ? 'kept' : 'sending',
    entryId: state.data?.id,
    error: state.error,
    mutation: own,
  }
}
