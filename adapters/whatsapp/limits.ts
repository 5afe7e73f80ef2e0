import type { Limits } from '../adapter.ts'

/**
 * What WhatsApp shows and takes. A list's body may be longer by one page of Meta's, but 1,024 holds everywhere.
 * @see https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/interactive-list-messages, …/interactive-reply-buttons-messages,
 * …/business-phone-numbers/media (read 2026-11)
 */
export const limits: Limits = {
  textChars: 4096,
  promptChars: 1024,
  buttons: 3,
  buttonChars: 20,
  list: { rows: 10, titleChars: 24, descriptionChars: 72, buttonChars: 20 },
  linkButton: { titleChars: 20, textChars: 1024 },
  replyWindowMs: 86_400_000,
  markup: 'whatsapp',
  cards: false,
  typing: true,
  media: { image: 5_000_000, audio: 16_000_000, video: 16_000_000, file: 100_000_000, captionChars: 1024 },
  reactions: true,
  templates: true,
  receipts: true,
}

/** One message in this time to one customer, in the long run; `burst` of them may be borrowed from the future. One less than Meta's 45, so that no six seconds see more. */
export const PAIR_RATE = { everyMs: 6_000, burst: 44 }
