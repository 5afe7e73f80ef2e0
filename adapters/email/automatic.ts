import { headerValues, type Mail, type MailAddress } from './payload.ts'

/** Why a mail must not be answered by a program. */
export type Automatic = 'own' | 'loop' | 'bounce' | 'auto-reply' | 'list' | 'no-reply'

/** A mail that passed so many servers goes in circles; RFC 5321 section 6.3 asks for at least 100, no real way is half as long. */
const MAX_HOPS = 50

const MACHINES =
  /^(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply|donotreply|noresponder|no-responder|nepasrepondre|ne-pas-repondre|nao-responda|naoresponda|nichtantworten|nicht-antworten|bounces?|notifications?|auto-?reply|autoresponder)(?:[+=._-].*)?$/

/**
 * Whether a mail comes from a program, a list or ourselves; undefined for a person's. `own`: our addresses.
 * @see RFC 3834 section 2; RFC 2369, RFC 2919 (lists); MS-OXCMAIL (X-Auto-Response-Suppress)
 */
export function automatic(
  mail: Mail,
  sender: MailAddress | undefined,
  own: readonly string[],
): Automatic | undefined {
  const one = (name: string) => headerValues(mail, name)[0]?.toLowerCase() ?? ''
  if (headerValues(mail, 'x-loop').some(value => own.includes(value.toLowerCase()))) return 'loop'
  if (headerValues(mail, 'received').length > MAX_HOPS) return 'loop'
  if (sender !== undefined && own.includes(sender.address)) return 'own'
  if (isReport(mail)) return 'bounce'
  // Of two that tell nothing of a mail's way: that it was read, that somebody complains.
  if (reportType(mail) !== undefined) return 'auto-reply'
  if (headerValues(mail, 'return-path').some(value => value === '<>')) {
    // Without an address to complain to write mail servers, and those who are away (RFC 3834 section 3.3): these have our mail.
    return isFromServer(mail) ? 'bounce' : 'auto-reply'
  }
  const submitted = one('auto-submitted').split(/[;\s(]/)[0] ?? ''
  if (submitted !== '' && submitted !== 'no') return 'auto-reply'
  if (['x-autoreply', 'x-autorespond', 'x-autoresponder'].some(name => headerValues(mail, name).length > 0))
    return 'auto-reply'
  if (one('precedence') === 'auto_reply') return 'auto-reply'
  if (headerValues(mail, 'list-id').length > 0 || /^(?:bulk|list|junk)$/.test(one('precedence')))
    return 'list'
  if (headerValues(mail, 'list-unsubscribe').length > 0) return 'list'
  // Outlook's people send it with "None" or "OOF"; "All" and "AutoReply" mean us.
  if (/\b(?:all|autoreply)\b/.test(one('x-auto-response-suppress'))) return 'auto-reply'
  if (sender !== undefined && MACHINES.test(sender.address.split('@')[0] ?? '')) return 'no-reply'
  return undefined
}

/** Of a `multipart/report`: what it reports on, '' when it does not say. */
function reportType(mail: Mail): string | undefined {
  const type = headerValues(mail, 'content-type')[0] ?? ''
  if (!/^multipart\/report\b/i.test(type)) return undefined
  return /;\s*report-type\s*=\s*"?([\w-]+)/i.exec(type)?.[1]?.toLowerCase() ?? ''
}

/** A mail server's report on the way of a mail, also of one that waits. */
const isReport = (mail: Mail): boolean =>
  mail.deliveryStatus.length > 0 || /^(?:|delivery-status)$/.test(reportType(mail) ?? 'none')

const isFromServer = (mail: Mail): boolean =>
  headerValues(mail, 'x-failed-recipients').length > 0 ||
  mail.from.some(({ address }) => /^(?:mailer-daemon|postmaster)@/.test(address)) ||
  mail.from.length === 0
