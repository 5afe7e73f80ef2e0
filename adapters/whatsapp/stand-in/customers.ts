import { parsePhoneNumberFromString } from 'libphonenumber-js/min'

/** A person with WhatsApp, as the stand-in knows them. */
export interface StandInCustomer {
  /** As the test or the designer calls them. */
  name: string
  /** Digits; missing for who hides it behind a username. */
  phone?: string
  bsuid: string
  /** Milliseconds since 1970 of their last message; -Infinity before the first. */
  wroteAt: number
}

export interface StandInCustomers {
  /** By any name: a phone number, a business-scoped user id (`ES.1234`: then they have no number), or any other word. */
  named(name: string): StandInCustomer
  /** By what a call names: `to` or `recipient`. */
  addressed(address: string): StandInCustomer | undefined
  all(): readonly StandInCustomer[]
}

export function createCustomers(): StandInCustomers {
  const byName = new Map<string, StandInCustomer>()
  const byAddress = new Map<string, StandInCustomer>()

  function make(name: string): StandInCustomer {
    if (/^[A-Z]{2}\.\w+/.test(name)) return { name, bsuid: name, wroteAt: -Infinity }
    const phone = /^\d{5,20}$/.test(name) ? name : `34600${String(byName.size).padStart(6, '0')}`
    const country = parsePhoneNumberFromString(`+${phone}`)?.country ?? 'US'
    return { name, phone, bsuid: `${country}.9${phone}`, wroteAt: -Infinity }
  }
  const addressed = (address: string) => byAddress.get(address)
  return {
    named(name) {
      const known = byName.get(name) ?? addressed(name)
      if (known) return known
      const made = make(name)
      byName.set(name, made)
      for (const key of [made.phone, made.bsuid]) if (key !== undefined) byAddress.set(key, made)
      return made
    },
    addressed: address => addressed(address.replace(/^\+/, '')),
    all: () => [...byName.values()],
  }
}
