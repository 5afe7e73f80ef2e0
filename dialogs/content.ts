import type { TrainingSource } from '../intents/understander.ts'
import type { Texts } from '../locales/texts.ts'
import type { WorkingHours } from '../locales/working-hours.ts'
import type { HandoffReason, Priority, Register } from '../protocol/conversation.ts'
import type { Json } from '../protocol/json.ts'
import type { SurveyKind } from '../protocol/survey.ts'
import type { Expression } from './condition.ts'
import type { DeskSettings } from './desk-settings.ts'
import type { Step } from './step.ts'
import type { Template } from './template.ts'

/** A bot's files and those of `bots/common`, by path with `/` (`shop/dialogs/order-status.yaml`, `common/dialogs/help.yaml`). Text only. */
export type ContentFiles = Readonly<Record<string, string>>

export interface Market {
  language: string
  /** ISO 4217. */
  currency: string
  /** IANA. */
  timeZone: string
  register?: Register
}

export interface HandoffRule {
  when: Expression
  reason: HandoffReason
  priority: Priority
  team?: string
  skill?: string
}

/** `bot.yaml`, checked, defaults filled in. */
export interface BotConfig {
  bot: string
  name: string
  /** The first is the default. */
  languages: readonly string[]
  markets: Readonly<Record<string, Market>>
  /** By language, for customers of no market that speaks it. */
  registers: Readonly<Record<string, Register>>
  orders?: { source: string; file?: string; number: string; [option: string]: unknown }
  understanding: { accept: number; ask: number }
  handoff: {
    afterMisses: number
    promiseMs: number
    echoIdleMs: number
    agentNames: 'first' | 'full' | 'none'
    rules: readonly HandoffRule[]
  }
  conversation: { idleMs: number }
  /** How customers are asked how it was; nobody is when left out, unless a dialog does. */
  survey?: { kind: SurveyKind; after: readonly ('desk' | 'bot')[]; expiresMs: number; quietMs: number }
  /** By channel, as written. */
  channels: Readonly<Record<string, Readonly<Record<string, Json>>>>
  /** By text key: what may be sent on WhatsApp when the reply window is closed. */
  templates: Readonly<Record<string, Template>>
}

/** Who speaks which languages when. */
export interface Shift extends WorkingHours {
  /** None: every language of the bot. */
  languages: readonly string[]
}

export interface Team {
  name: string
  languages: readonly string[]
  skills: readonly string[]
  /** By the e-mail of their account; none: whoever is there. */
  agents: readonly (Shift & { email: string; skills: readonly string[] })[]
  /** When the team is there: its agents' hours, else its own. */
  shifts: readonly Shift[]
}

/** `desk.yaml`, checked. */
export interface Desk extends DeskSettings {
  teams: readonly Team[]
}

export interface SlotSpec {
  /** Any of these entity types fills it. */
  entity: readonly string[]
  /** CEL over `value`: what a value must meet. */
  valid?: Expression
  /** Its value holds for other dialogs that have a slot of this name. When not given: what identifies (order, email, phone, postcode) does. */
  remember?: boolean
}

export interface Dialog {
  readonly name: string
  readonly about: string
  /** Intents that begin it. */
  readonly triggers: readonly string[]
  readonly slots: ReadonlyMap<string, SlotSpec>
  readonly steps: readonly Step[]
  readonly file: string
}

/** A bot ready to run. Immutable; `version` names it. */
export interface Content {
  /** SHA-256, hex, of the files that a conversation depends on: dialogs, common, texts, intents, FAQ, bot.yaml, desk.yaml. */
  readonly version: string
  readonly files: ContentFiles
  readonly bot: BotConfig
  /** Without one, nobody keeps hours: the desk is always open. */
  readonly desk?: Desk
  readonly dialogs: ReadonlyMap<string, Dialog>
  /** Intent → name of the dialog that it begins. An intent `faq.<key>` without dialog is answered from `faq/`. */
  readonly triggers: ReadonlyMap<string, string>
  readonly texts: Texts
  /** FAQ keys (`gift_wrap`): the answer is the text `faq.<key>`. */
  readonly faqs: ReadonlySet<string>
  readonly training: TrainingSource
}
