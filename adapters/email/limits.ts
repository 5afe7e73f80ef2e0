import type { Limits } from '../adapter.ts'

/** What most providers take as one mail is 20 to 25 MB, and files grow by a third under way. Bytes. */
const MAX_FILE_BYTES = 15_000_000

/** A mail has no buttons, no typing and no length that matters. */
export const limits: Limits = {
  textChars: 1_000_000,
  buttons: 0,
  buttonChars: 0,
  markup: 'html',
  cards: false,
  typing: false,
  register: 'formal',
  media: { image: MAX_FILE_BYTES, audio: MAX_FILE_BYTES, video: MAX_FILE_BYTES, file: MAX_FILE_BYTES },
  receipts: true,
}
