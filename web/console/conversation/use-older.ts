import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import { type ContextPackage, transcriptPageSchema } from '../../../protocol/api/handoff.ts'
import { keys } from '../api/keys.ts'
import { request } from '../api/request.ts'
import { withOlder } from '../api/transcript.ts'

/** The pages of the transcript before what is loaded. */
export function useOlder({ id, transcriptCursor }: ContextPackage): { load(): void; loading: boolean } {
  const client = useQueryClient()
  const { mutate, isPending } = useMutation({
    mutationFn: (cursor: string) =>
      request(`handoffs/${encodeURIComponent(id)}/transcript?cursor=${encodeURIComponent(cursor)}`, {
        schema: transcriptPageSchema,
      }),
    onSuccess: page =>
      client.setQueryData<ContextPackage>(keys.handoff(id), old => {
        if (old === undefined) return old
        const { transcriptCursor: _, ...rest } = old
        return {
          ...rest,
          transcript: withOlder(page.items, old.transcript),
          ...(page.nextCursor === undefined ? {} : { transcriptCursor: page.nextCursor }),
        }
      }),
  })
  const load = useCallback(() => {
    if (transcriptCursor !== undefined && !isPending) mutate(transcriptCursor)
  }, [transcriptCursor, isPending, mutate])
  return { load, loading: isPending }
}
