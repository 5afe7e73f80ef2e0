import type { WorkingHours } from '../../locales/working-hours.ts'
import type { Allowed } from '../../protocol/api/allowed.ts'
import type { CannedReply, DeskView, PresenceStatus } from '../../protocol/api/desk.ts'
import type { Clock } from '../../protocol/clock.ts'
import type { HttpAnswer } from '../../protocol/http.ts'
import type { JsonObject } from '../../protocol/json.ts'
import type { Load } from '../desk-agents.ts'
import type { DeskAgent, DeskHandoff, DeskStore } from '../desk-store.ts'
import type { PackageReader } from '../package/package-reader.ts'
import type { DeskStream } from '../stream/desk-stream.ts'
import type { TranslateReply } from '../translate/translate-reply.ts'

/** A team of desk.yaml as the API needs it. */
export interface DeskTeam {
  name: string
  languages: readonly string[]
  skills: readonly string[]
  /** Those who are named in it; none: whoever is named in no team belongs to it. */
  agents: readonly (WorkingHours & {
    email: string
    languages: readonly string[]
    skills: readonly string[]
  })[]
  /** When it is there. */
  shifts: readonly WorkingHours[]
}

/** What the bot's files say of the desk, as they stand now. */
export interface DeskSetup
  extends Pick<DeskView, 'bot' | 'languages' | 'channels' | 'capacity' | 'translates'> {
  teams: readonly DeskTeam[]
  /** How long an agent may think of an offer. */
  offerMs: number
  /** In the order in which they are offered. */
  causes(language: string): DeskView['causes']
}

/** What the desk's routes are made of; the server hands it in. */
export interface DeskDeps {
  store: DeskStore
  packages: PackageReader
  /** The bot's canned replies: texts in `language`, else the customer's; titles in that of the agent. */
  canned(asked: {
    handoff?: DeskHandoff | undefined
    language?: string | undefined
    agentName: string
    titles: string
  }): Promise<CannedReply[]>
  /** An agent's text for the customer of a hand-off, translated and marked so; `refusal` says why not. */
  translateReply: TranslateReply
  clock: Clock
  setup(): DeskSetup
  agents(): Promise<readonly DeskAgent[]>
  /** Signs of life of those who have not left. */
  presence(): Promise<readonly { agentId: string; status: PresenceStatus; seenAt: string }[]>
  /** What an agent says of themselves; a sign of life too. */
  setPresence(agentId: string, status: 'online' | 'away'): Promise<void>
  loads(): Promise<ReadonlyMap<string, Load>>
  stream: DeskStream
  /** Shows colleagues, and the customer of an agent's own hand-off, that somebody is typing. */
  showTyping(handoff: DeskHandoff, agent: { id: string; name: string }): void
  /** What the channel still lets an agent send. */
  allowed(handoff: DeskHandoff, agent: { name: string }): Promise<Allowed>
  /** The template of this name as an agent's reply: what the customer reads, and what the channel takes. */
  fillTemplate(
    handoff: DeskHandoff,
    agent: { name: string },
    name: string,
  ): Promise<{ text: string; approved: JsonObject } | HttpAnswer>
  /** Keeps what an agent uploaded, judged by its bytes; `error` says why it is not taken. */
  keepUpload(
    file: { bytes: Uint8Array; contentType: string; name: string },
    agentId: string,
  ): Promise<{ id: string; contentType: string; size: number } | { error: string }>
  /** Bytes of one upload. */
  maxUploadBytes: number
}
