import type { Limits } from '../adapter.ts'

/** How options are shown: as suggested actions that give back a value, as a hero card (Teams), or by their title typed. */
export type ButtonForm = 'value' | 'card' | 'title'

interface ChannelForm {
  limits: Limits
  buttons: ButtonForm
}

const base = { markup: 'markdown', cards: false, typing: true, receipts: false } as const
const chat = (textChars: number, buttons: number, buttonChars: number): Limits => ({
  ...base,
  textChars,
  buttons,
  buttonChars,
})

/** A picture goes with every message that a page shows; of other files the address. */
const pages: Limits = {
  ...chat(30_000, 100, 200),
  cards: true,
  media: { image: 10_000_000, audio: 10_000_000, video: 10_000_000, file: 10_000_000 },
}

/**
 * A channel that we know nothing of can show text: options are numbered, cards are text with a link.
 */
export const limits: Limits = { ...chat(4_000, 0, 0), reactions: true }

/**
 * Behind one connector stand many platforms, each with its own limits, by `channelId`.
 * @see https://learn.microsoft.com/azure/bot-service/bot-service-channels-reference and the platforms' own pages (Teams: about 28 KB a message, six buttons
 * a hero card); read 2026-11, not measured on the platforms themselves
 */
const FORMS: Record<string, ChannelForm> = {
  msteams: {
    limits: {
      ...base,
      textChars: 24_000,
      textUnit: 'bytes',
      buttons: 6,
      buttonChars: 50,
      cards: true,
      reactions: true,
      media: { image: 1_000_000 },
    },
    buttons: 'card',
  },
  webchat: { limits: pages, buttons: 'value' },
  directline: { limits: pages, buttons: 'value' },
  emulator: { limits: pages, buttons: 'value' },
  facebook: { limits: chat(2_000, 13, 20), buttons: 'title' },
  line: { limits: chat(5_000, 13, 20), buttons: 'title' },
  slack: { limits: chat(3_000, 5, 75), buttons: 'title' },
  telegram: { limits: chat(4_096, 12, 40), buttons: 'title' },
  sms: { limits: { ...chat(1_600, 0, 0), markup: 'plain' }, buttons: 'title' },
  email: { limits: { ...chat(100_000, 0, 0), typing: false }, buttons: 'title' },
}

/** The form of an account's channel. */
export const formOf = (account: string): ChannelForm =>
  FORMS[account.slice(0, account.indexOf('/'))] ?? { limits, buttons: 'title' }
