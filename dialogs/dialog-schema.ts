import { z } from 'zod'

/** Names that other files and expressions refer to. */
export const dialogName = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, {
  error: 'must be small letters and digits with dashes, as order-status',
})

const slotName = z.string().regex(/^[a-z][a-z0-9_]*$/, {
  error: 'is no name for a slot: small letters, digits and _, as order_number',
})

const oneOrMore = (item: z.ZodString) => z.union([item, z.array(item).min(1)])

/** What a slot takes and what a value must meet. */
export const slotSchema = z.strictObject({
  entity: oneOrMore(z.string().min(1)).meta({
    description: 'Entity types, any of which fills it: order, email, [email, postcode]',
  }),
  valid: z.string().min(1).exactOptional().meta({ description: 'CEL over `value`: size(value) > 2' }),
  remember: z.boolean().exactOptional().meta({
    description:
      'Its value also fills a slot of this name in other dialogs; what identifies (order, email, phone, postcode) does so anyway',
  }),
})

/** `dialogs/<name>.yaml` without its steps, which their own kinds check. */
export const dialogSchema = z
  .strictObject({
    dialog: dialogName.meta({ description: "The dialog's name, the same as its file's" }),
    about: z.string().default('').meta({ description: 'What it is for, in a sentence' }),
    trigger: oneOrMore(z.string().min(1))
      .exactOptional()
      .meta({ description: 'The intent, or a list of intents, that begins it' }),
    slots: z.record(slotName, slotSchema).default({}),
    steps: z.array(z.unknown()).min(1).meta({ description: 'What the bot does, in order' }),
  })
  .meta({ title: 'dialog', description: 'A dialog: one file in dialogs/' })
