import type { DeskHandoff } from './desk-store.ts'
import { isOpen } from './ownership.ts'

/** Nobody has answered by the deadline that the bot's promise set. */
export const isOverdue = (
  { status, firstReplyAt, deadlineAt }: Pick<DeskHandoff, 'status' | 'firstReplyAt' | 'deadlineAt'>,
  nowMs: number,
): boolean => isOpen(status) && firstReplyAt === undefined && Date.parse(deadlineAt) < nowMs
