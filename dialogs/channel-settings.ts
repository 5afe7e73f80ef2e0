import { z } from 'zod'
import { languageSchema } from '../locales/market.ts'
import { textKey } from './step-fields.ts'

/** Meta's names: `es`, `es_MX`. */
const templateLanguage = z
  .string()
  .regex(/^[a-z]{2,3}(_[A-Z]{2})?$/, 'expected a language of a template, as es or es_MX')

const templateSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9_]{1,512}$/, 'expected the name of a template: small letters, digits and _')
    .meta({ description: 'As it was approved' }),
  language: z.record(languageSchema, templateLanguage).default({}).meta({
    description: "The template's language by the customer's: { en: en_US }; left out, it is the same",
  }),
  parameters: z
    .array(z.string().min(1))
    .max(20)
    .default([])
    .meta({ description: 'CEL expressions, in the order of {{1}}, {{2}} …: order.number' }),
})

/** What a channel has beside what only it has. */
const ANY_CHANNEL = {
  address: z.string().trim().min(1).max(200).exactOptional().meta({
    description:
      'Where customers write on this channel, as they read it: +34 600 111 222, m.me/casalumen, help@shop.example',
  }),
}

const keys = (most: number) => z.array(textKey).max(most)
const menu = z.array(z.union([textKey, z.strictObject({ text: textKey, url: z.url() })])).max(20)

/** `channels` of bot.yaml: what a channel can beside the conversation, in texts of the bot. */
export const channelsSchema = z
  .strictObject({
    whatsapp: z
      .strictObject({
        ...ANY_CHANNEL,
        templates: z.record(textKey, templateSchema).default({}).meta({
          description: 'By text key: the approved template that is sent when the 24 hours are over',
        }),
      })
      .exactOptional(),
    messenger: z
      .strictObject({
        ...ANY_CHANNEL,
        greeting: textKey.exactOptional(),
        iceBreakers: keys(4).exactOptional(),
        menu: menu.exactOptional(),
      })
      .exactOptional(),
    instagram: z
      .strictObject({ ...ANY_CHANNEL, iceBreakers: keys(4).exactOptional(), menu: menu.exactOptional() })
      .exactOptional(),
    email: z
      .strictObject({ ...ANY_CHANNEL, subject: textKey.exactOptional(), signature: textKey.exactOptional() })
      .exactOptional(),
    twitter: z.strictObject(ANY_CHANNEL).exactOptional(),
    'whatsapp-web': z.strictObject(ANY_CHANNEL).exactOptional(),
    botframework: z.strictObject(ANY_CHANNEL).exactOptional(),
    webchat: z.strictObject(ANY_CHANNEL).exactOptional(),
  })
  .default({})
  .meta({ description: 'What single channels say beside the conversation' })

export type ChannelsFile = z.infer<typeof channelsSchema>
