/** Who answers the customer. Every change raises the conversation's `ownershipVersion`. */
export type Owner = 'bot' | 'human'

export const HANDOFF_REASONS = [
  'asked',
  'not_understood',
  'negative',
  'rule',
  'action_failed',
  'verification_failed',
  'taken_over',
  'internal',
] as const
export type HandoffReason = (typeof HANDOFF_REASONS)[number]

export type Priority = 'low' | 'normal' | 'high' | 'urgent'

/** How a customer is addressed; texts have a `_formal` variant where the language tells them apart. */
export type Register = 'formal' | 'informal'

/** What a turn knows of the customer; no platform address. */
export interface CustomerFacts {
  id: string
  name?: string
  /** ISO 3166-1 alpha-2. */
  country?: string
  language?: string
  /** A phone or e-mail was proved on this thread within 24 h. */
  verified: boolean
  returning: boolean
}
