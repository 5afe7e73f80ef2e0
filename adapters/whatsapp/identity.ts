import { parsePhoneNumberFromString } from 'libphonenumber-js/min'
import type { Inbound } from '../adapter.ts'
import type { Contact, Message } from './payload.ts'

/** Where an answer goes: the phone number as WhatsApp writes it (digits), the business-scoped user id, or both. */
export interface WhatsappAddress {
  phone?: string
  bsuid?: string
}

/** Who wrote, as the fields of Inbound that tell it. */
export type Sender = Pick<Inbound, 'threadKey' | 'aliases' | 'passing' | 'customer'> & {
  address: WhatsappAddress
}

const PHONE = /^\d{5,20}$/
/** WhatsApp writes Mexico's mobile numbers with a 1 that they have nowhere else since 2019. */
const MEXICAN_MOBILE = /^521(?=\d{10}$)/
const BSUID = /^([A-Z]{2})\.\S+$/

/**
 * Who is behind a message. Since 2026 that is a business-scoped user id, and the phone number may be missing; older threads are known by the number. So the id
 * leads, and whatever else is told of the same person is an alias. Undefined: nobody is named.
 * @see https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids (read 2026-11)
 */
export function senderOf(message: Message, contacts: readonly Contact[]): Sender | undefined {
  const contact = contactOf(message, contacts)
  const { system } = message
  const keys = present([
    // A customer who changed the number is known by the old keys and will write with the new ones.
    system?.user_id,
    contact?.user_id,
    message.from_user_id,
    system?.wa_id,
    message.from,
    contact?.wa_id,
    system?.previous_user_id,
    contact?.parent_user_id,
    message.from_parent_user_id,
  ])
  return sender(keys, contact)
}

/** Whom a message of ours went to, that somebody wrote in the WhatsApp Business app. */
export const recipientOf = (echo: Message, contacts: readonly Contact[]): Sender | undefined =>
  sender(
    present([echo.to_user_id, echo.to]),
    contacts.find(({ user_id, wa_id }) => isOneOf(user_id, echo.to_user_id) || isOneOf(wa_id, echo.to)),
  )

function sender(keys: readonly string[], contact: Contact | undefined): Sender | undefined {
  const [threadKey, ...aliases] = keys
  if (threadKey === undefined) return undefined
  const phones = keys.filter(key => PHONE.test(key))
  const [phone] = phones
  const bsuid = keys.find(key => !PHONE.test(key))
  const parsed =
    phone === undefined ? undefined : parsePhoneNumberFromString(`+${phone.replace(MEXICAN_MOBILE, '52')}`)
  const country =
    contact?.country_code ?? BSUID.exec(bsuid ?? '')?.[1] ?? (parsed?.country as string | undefined)
  const name = contact?.profile?.name?.trim()
  return {
    threadKey,
    ...(aliases.length === 0 ? {} : { aliases }),
    // Networks give numbers out anew.
    ...(phones.length === 0 ? {} : { passing: phones }),
    address: { ...(phone === undefined ? {} : { phone }), ...(bsuid === undefined ? {} : { bsuid }) },
    customer: {
      ...(name === undefined || name === '' ? {} : { name }),
      ...(country === undefined ? {} : { country }),
      // WhatsApp itself proved that the number is theirs.
      ...(phone === undefined ? {} : { verifiedPhone: parsed?.number ?? `+${phone}` }),
    },
  }
}

/** One update may hold messages of many people, and who they are apart from what they say. */
function contactOf(message: Message, contacts: readonly Contact[]): Contact | undefined {
  const { from, from_user_id } = message
  if (from === undefined && from_user_id === undefined) {
    return contacts.length === 1 ? contacts[0] : undefined
  }
  return contacts.find(({ user_id, wa_id }) => isOneOf(user_id, from_user_id, from) || isOneOf(wa_id, from))
}

const isOneOf = (key: string | undefined, ...keys: (string | undefined)[]) =>
  key !== undefined && keys.includes(key)

const present = (keys: readonly (string | undefined)[]): string[] => [
  ...new Set(keys.filter(key => key !== undefined)),
]
