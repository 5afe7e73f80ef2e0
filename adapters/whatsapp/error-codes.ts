/**
 * What an error of Meta asks for: `later` try again; `account` our rate, `pair` our rate to this customer; `window` only a template goes; `customer` never
 * to this one; `message` never like this; `operator` the account needs its owner.
 */
export type ErrorKind = 'later' | 'account' | 'pair' | 'window' | 'customer' | 'message' | 'operator'

/** @see https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes (read 2026-11) */
const CODES: Readonly<Record<number, [ErrorKind, string]>> = {
  1: ['later', 'Meta has a fault, or the request is invalid'],
  2: ['later', 'Meta is down or overloaded'],
  131000: ['later', 'Meta has an unknown fault'],
  131016: ['later', 'Meta is overloaded'],
  131057: ['later', 'the number is in maintenance, perhaps being upgraded'],
  133004: ['later', "Meta's server is away"],
  2494100: ['later', 'the number is in maintenance'],

  4: ['account', 'the app made too many calls'],
  80007: ['account', 'the WhatsApp Business Account made too many calls'],
  130429: ['account', 'the number sent more messages a second than it may'],
  131056: ['pair', 'too many messages to this customer in a short time'],

  131047: ['window', 'more than 24 hours since the customer wrote: only a template may go'],

  130403: ['customer', 'this customer blocked the account'],
  130472: ['customer', "the customer is in an experiment of Meta's: marketing does not reach them"],
  131021: ['customer', 'the recipient is the sender'],
  131026: ['customer', 'the customer has no WhatsApp, an old one, or has not accepted its terms'],
  131030: ['customer', 'the test number may only write to the numbers on its list'],
  131049: ['customer', "Meta held it back for the sake of its users' patience; not before 24 hours"],
  131050: ['customer', 'the customer wants no marketing from us'],
  131062: ['customer', 'this template can not be sent to a user id without a phone number'],

  100: ['message', 'a field is wrong or missing'],
  131008: ['message', 'a field is missing'],
  131009: ['message', 'a field has a wrong value'],
  131051: ['message', 'WhatsApp does not know this kind of message'],
  131052: ['message', "the customer's file could not be loaded"],
  131053: ['message', 'the file could not be taken: its type, its size, or its link'],
  132000: ['message', 'the template has another number of parameters'],
  132001: ['message', 'there is no such template in this language, or it is not approved'],
  132005: ['message', 'the template with its parameters is too long'],
  132007: ['message', 'the template breaks a policy of WhatsApp'],
  132008: ['message', 'a parameter of the template is missing or has the wrong form'],
  132012: ['message', 'a parameter of the template has the wrong form'],
  132015: ['message', 'the template is paused for its low quality'],
  132016: ['message', 'the template is disabled for its low quality'],
  132018: ['message', 'a parameter of the template is wrong'],

  0: ['operator', 'the access token is not valid: make a new one and set WHATSAPP_ACCESS_TOKEN'],
  3: ['operator', 'the app lacks a permission: give its system user whatsapp_business_messaging'],
  10: ['operator', 'the app lacks a permission: give its system user whatsapp_business_messaging'],
  33: ['operator', 'there is no such phone number id: set WHATSAPP_PHONE_NUMBER_ID'],
  190: ['operator', 'the access token expired: make a new one and set WHATSAPP_ACCESS_TOKEN'],
  368: [
    'operator',
    "the account is blocked for a while, for breaking a policy: look at Meta's Business Support",
  ],
  130497: [
    'operator',
    "the account may not write to customers of this country: look at Meta's Business Support",
  ],
  131005: ['operator', 'access was denied: check what the system user may do'],
  131031: ['operator', "the account is locked: look at Meta's Business Support"],
  131037: ['operator', "the number's display name is not approved yet: see WhatsApp Manager"],
  131042: ['operator', 'there is trouble with payment: see Billing in WhatsApp Manager'],
  131045: ['operator', 'the number is not registered rightly: register it again'],
  131048: [
    'operator',
    'too many customers blocked or reported the number: see its quality in WhatsApp Manager, and send less',
  ],
  131064: ['operator', 'Meta restricts what the account may send: see its quality in WhatsApp Manager'],
  133010: ['operator', 'the number is not registered with the Cloud API: register it'],
}

/** What a code asks for, and a sentence of ours: Meta's own may hold what a customer wrote. Unknown ones are judged by the HTTP status of the answer. */
export function meaningOf(code: number, httpStatus = 400): { kind: ErrorKind; sentence: string } {
  const known = CODES[code]
  if (known) return { kind: known[0], sentence: known[1] }
  if (code >= 200 && code <= 299) {
    return {
      kind: 'operator',
      sentence: 'the app lacks a permission: give its system user whatsapp_business_messaging',
    }
  }
  if (httpStatus === 429) return { kind: 'account', sentence: 'too many calls' }
  if (httpStatus === 401 || httpStatus === 403) {
    return {
      kind: 'operator',
      sentence: 'Meta does not let us in: check WHATSAPP_ACCESS_TOKEN and its permissions',
    }
  }
  return httpStatus >= 500
    ? { kind: 'later', sentence: 'Meta has a fault' }
    : { kind: 'message', sentence: 'WhatsApp refuses it' }
}

/** Codes that, of our calls, mean a wrong phone number id or a token without access to it: `100` with this subcode. */
export const MISSING_OBJECT_SUBCODE = 33
/** Under which we know that. */
export const MISSING_OBJECT = 33
