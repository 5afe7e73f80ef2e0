import type { Limits } from '../adapter.ts'

/** Buttons and lists exist in the package, but WhatsApp no longer shows them. Lengths are those of the Cloud API, which a reader is used to; files what WhatsApp takes. */
export const limits: Limits = {
  textChars: 4096,
  buttons: 0,
  buttonChars: 0,
  markup: 'whatsapp',
  cards: false,
  typing: true,
  media: {
    image: 16_777_216,
    audio: 16_777_216,
    video: 16_777_216,
    file: 67_108_864,
    captionChars: 1024,
  },
  reactions: true,
  receipts: true,
}
