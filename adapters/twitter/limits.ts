import type { Limits } from '../adapter.ts'

/**
 * A direct message of X: no buttons, no typing, one file. The length is that of v1.1, since v2 names none.
 * @see https://docs.x.com/x-api/direct-messages/manage and https://docs.x.com/x-api/media/quickstart/best-practices (read 2026-11)
 */
export const limits: Limits = {
  textChars: 10_000,
  buttons: 0,
  buttonChars: 0,
  markup: 'plain',
  cards: false,
  typing: false,
  media: { image: 5_242_880, video: 536_870_912, captionChars: 10_000 },
  receipts: true,
}
