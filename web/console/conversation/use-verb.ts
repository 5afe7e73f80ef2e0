import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { contextPackageSchema } from '../../../protocol/api/handoff.ts'
import { keys } from '../api/keys.ts'
import { act } from '../api/write.ts'
import { sentenceOf } from '../shell/failed.tsx'

export type Verb = 'accept' | 'decline' | 'claim' | 'hold' | 'resume' | 'transfer' | 'return' | 'resolve'

/** One thing to do with a hand-off; a refusal is told, and what we show is asked anew. */
export function useVerb(id: string, verb: Verb) {
  const { t } = useTranslation()
  const client = useQueryClient()
  return useMutation({
    mutationKey: ['verb', id],
    mutationFn: (body: unknown) => act(id, verb, body),
    onSuccess(answer) {
      const changed = contextPackageSchema.safeParse(answer).data
      if (changed !== undefined) client.setQueryData(keys.handoff(id), changed)
    },
    onError(error) {
      notifications.show({ color: 'red', title: t(`verb.failed.${verb}`), message: sentenceOf(error, t) })
      void client.invalidateQueries({ queryKey: keys.handoff(id) })
      void client.invalidateQueries({ queryKey: keys.openHandoffs })
    },
  })
}
