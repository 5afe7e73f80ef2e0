import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/min'

/** A phone in E.164; undefined when it is none. `country` (ISO 3166-1) is where a number without `+` is from. */
export function plainPhone(written: string, country: string): string | undefined {
  const text = written.trim().replace(/^00/, '+')
  if (text === '') return undefined
  const phone = parsePhoneNumberFromString(text, country as CountryCode)
  return phone?.isPossible() ? phone.number : undefined
}

/** The last digits, the same however a number is written: a cheap index, to be followed by an exact comparison. */
export const phoneTail = (written: string): string => written.replace(/\D/g, '').slice(-7)
