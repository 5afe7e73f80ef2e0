import { ActionIcon, Button, Menu } from '@mantine/core'
import {
  IconArrowBackUp,
  IconArrowsTransferUp,
  IconCheck,
  IconDots,
  IconHandStop,
  IconPlayerPause,
  IconPlayerPlay,
} from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ContextPackage } from '../../../protocol/api/handoff.ts'
import { useShortcuts } from '../keys/use-shortcuts.ts'
import { useMe } from '../shell/session-context.tsx'
import { possible } from './allowed-verbs.ts'
import styles from './conversation.module.css'
import { ResolveDialog } from './resolve-dialog.tsx'
import { ReturnDialog } from './return-dialog.tsx'
import { TransferDialog } from './transfer-dialog.tsx'
import { useVerb } from './use-verb.ts'

type Dialog = 'transfer' | 'return' | 'resolve'

/** What can be done with this hand-off now: what is likely as a button, the rest in a menu, all by a key. */
export function Actions({ handoff }: { handoff: ContextPackage }) {
  const { t } = useTranslation()
  const me = useMe()
  const [dialog, setDialog] = useState<Dialog>()
  const can = possible(handoff, me)
  const claim = useVerb(handoff.id, 'claim')
  const accept = useVerb(handoff.id, 'accept')
  const decline = useVerb(handoff.id, 'decline')
  const hold = useVerb(handoff.id, 'hold')
  const resume = useVerb(handoff.id, 'resume')
  const takes = can.claim || can.takeOver
  const take = () => claim.mutate(can.takeOver ? { takeOver: true } : {})
  useShortcuts({
    claim: takes ? take : undefined,
    accept: can.accept ? () => accept.mutate({}) : undefined,
    decline: can.decline ? () => decline.mutate({}) : undefined,
    hold: can.hold ? () => hold.mutate({}) : can.resume ? () => resume.mutate({}) : undefined,
    transfer: can.transfer ? () => setDialog('transfer') : undefined,
    return: can.return ? () => setDialog('return') : undefined,
    resolve: can.resolve ? () => setDialog('resolve') : undefined,
  })
  const close = () => setDialog(undefined)
  return (
    <div className={styles.actions}>
      {can.accept && (
        <>
          <Button loading={accept.isPending} onClick={() => accept.mutate({})}>
            {t('verb.accept')}
          </Button>
          <Button variant="default" loading={decline.isPending} onClick={() => decline.mutate({})}>
            {t('verb.decline')}
          </Button>
        </>
      )}
      {takes && (
        <Button
          variant={can.claim ? 'filled' : 'default'}
          leftSection={<IconHandStop size={16} aria-hidden />}
          loading={claim.isPending}
          onClick={take}
        >
          {t(can.claim ? 'verb.claim' : 'verb.takeOver')}
        </Button>
      )}
      {can.resume && (
        <Button
          leftSection={<IconPlayerPlay size={16} aria-hidden />}
          loading={resume.isPending}
          onClick={() => resume.mutate({})}
        >
          {t('verb.resume')}
        </Button>
      )}
      {can.resolve && (
        <Button
          variant={can.resume ? 'default' : 'filled'}
          leftSection={<IconCheck size={16} aria-hidden />}
          onClick={() => setDialog('resolve')}
        >
          {t('verb.resolve')}
        </Button>
      )}
      {(can.transfer || can.return || can.hold) && (
        <Menu position="bottom-end" width={220}>
          <Menu.Target>
            <ActionIcon size={30} variant="default" aria-label={t('conversation.more')}>
              <IconDots size={18} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {can.hold && (
              <Menu.Item
                leftSection={<IconPlayerPause size={16} />}
                rightSection="H"
                onClick={() => hold.mutate({})}
              >
                {t('verb.hold')}
              </Menu.Item>
            )}
            {can.transfer && (
              <Menu.Item
                leftSection={<IconArrowsTransferUp size={16} />}
                rightSection="T"
                onClick={() => setDialog('transfer')}
              >
                {t('verb.transfer')}
              </Menu.Item>
            )}
            {can.return && (
              <Menu.Item
                leftSection={<IconArrowBackUp size={16} />}
                rightSection="B"
                onClick={() => setDialog('return')}
              >
                {t('verb.return')}
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      )}
      {dialog === 'transfer' && <TransferDialog handoff={handoff} onClose={close} />}
      {dialog === 'return' && <ReturnDialog handoff={handoff} onClose={close} />}
      {dialog === 'resolve' && <ResolveDialog handoff={handoff} onClose={close} />}
    </div>
  )
}
