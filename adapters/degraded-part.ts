import type { Attachment } from '../protocol/activity.ts'

/** A choice as a channel shows it. */
export interface ShownOption {
  /** Within the channel's limit; unique among the options. */
  title: string
  /** The rest of a list's row, within its limit: what the title was cut of. */
  description?: string
  /** What the button carries and gives back (`choicePayload`); undefined: it comes back by its title, which the engine reads as if it was typed. */
  payload?: string
  /** The action's own value: `{choice}` for ours. */
  value: unknown
}

/** Options under the last part of a message. `button` opens the list, within `limits.list.buttonChars`. */
export type ShownChoices =
  | { kind: 'buttons'; options: readonly ShownOption[] }
  | { kind: 'list'; button: string; options: readonly ShownOption[] }

/** Which kind of file a platform calls it. */
export type MediaKind = 'image' | 'audio' | 'video' | 'file'

/** What one activity becomes on a channel: each part is one payload. Texts are in the channel's markup and within its limits. */
export type DegradedPart =
  | { kind: 'typing' }
  | { kind: 'text'; text: string; choices?: ShownChoices }
  /** A text over one button that opens an address. Only where `limits.linkButton` is. */
  | { kind: 'link'; text: string; title: string; url: string }
  /**
   * Only of a kind that `limits.media` has. `link` is where the platform can load it; undefined: it has none, and the channel uploads what `contentUrl`
   * (`media:<id>`) stands for, or says `common.channel.media_unavailable`.
   */
  | {
      kind: 'media'
      media: MediaKind
      contentUrl: string
      link?: string
      contentType: string
      name?: string
      caption?: string
    }
  /** Only where `limits.cards`: cards side by side, as they are. */
  | { kind: 'card'; cards: readonly Attachment[]; choices?: ShownChoices }
