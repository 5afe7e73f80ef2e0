import type { Limits } from '../adapter.ts'

const HOUR_MS = 3_600_000
const MB = 1_048_576

/** An agent may answer until then, under the tag HUMAN_AGENT. */
export const AGENT_WINDOW_MS = 7 * 24 * HOUR_MS

const shared = {
  buttons: 13,
  buttonChars: 20,
  linkButton: { titleChars: 20, textChars: 640 },
  replyWindowMs: 24 * HOUR_MS,
  agentWindowMs: AGENT_WINDOW_MS,
  markup: 'plain',
  cards: true,
  typing: true,
  reactions: true,
  receipts: true,
} as const satisfies Partial<Limits>

/**
 * Quick replies, templates and files of Messenger.
 * @see https://developers.facebook.com/docs/messenger-platform/send-messages (quick replies, templates, saving assets; read 2026-11)
 */
export const messengerLimits: Limits = {
  ...shared,
  textChars: 2000,
  media: { image: 8 * MB, audio: 25 * MB, video: 25 * MB, file: 25 * MB },
}

/**
 * The same of Instagram, whose texts are measured in bytes of UTF-8.
 * @see https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/messaging-api (read 2026-11)
 */
export const instagramLimits: Limits = {
  ...shared,
  textChars: 1000,
  textUnit: 'bytes',
  media: { image: 8 * MB, audio: 25 * MB, video: 25 * MB, file: 25 * MB },
}
