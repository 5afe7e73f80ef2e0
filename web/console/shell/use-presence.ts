import { notifications } from '@mantine/notifications'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { DeskAgentView, PresenceStatus } from '../../../protocol/api/desk.ts'
import { agentsQuery } from '../api/desk.ts'
import { keys } from '../api/keys.ts'
import { setPresence } from '../api/write.ts'
import { sentenceOf } from './failed.tsx'
import { useMe } from './session-context.tsx'

/** The agent's own presence, and the way to change it; shown at once, taken back when the server refuses. */
export function usePresence(): { status: PresenceStatus; choose(status: 'online' | 'away'): void } {
  const { t } = useTranslation()
  const client = useQueryClient()
  const me = useMe()
  const { data: agents } = useQuery(agentsQuery)
  const change = useMutation({
    mutationFn: setPresence,
    onMutate: status =>
      client.setQueryData<DeskAgentView[]>(keys.agents, old =>
        old?.map(agent => (agent.id === me.id ? { ...agent, status } : agent)),
      ),
    onError: error => {
      notifications.show({ color: 'red', message: sentenceOf(error, t) })
      void client.invalidateQueries({ queryKey: keys.agents })
    },
  })
  return { status: agents?.find(({ id }) => id === me.id)?.status ?? 'offline', choose: change.mutate }
}
