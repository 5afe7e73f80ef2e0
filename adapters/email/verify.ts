import { headerValues, type Mail } from './payload.ts'

/** What our own mail server says of who sent a mail. `unknown`: nothing, or it was not asked. */
export type SenderProof = 'pass' | 'fail' | 'unknown'

/**
 * What the `Authentication-Results` of our own server tell of the address in `From`: only DMARC speaks of that one. Headers of other servers are a
 * sender's own words. A mail from several addresses, or of another domain than the one that was checked, has no proof.
 * @see RFC 8601 section 5 (a server removes forged ones of its own name), RFC 7489
 */
export function senderProof(mail: Mail, authservId: string | undefined): SenderProof {
  const [from, ...others] = mail.from
  if (authservId === undefined || from === undefined || others.length > 0) return 'unknown'
  for (const value of headerValues(mail, 'authentication-results')) {
    const [head = '', ...results] = withoutComments(value).split(';')
    if (head.trim().split(/\s+/)[0]?.toLowerCase() !== authservId) continue
    const dmarc = results.map(readResult).find(({ method }) => method === 'dmarc')
    if (dmarc === undefined) continue
    if (dmarc.result === 'fail') return 'fail'
    const domain = from.address.slice(from.address.indexOf('@') + 1)
    // The newest result of our server decides; an older one may have come with the mail.
    return dmarc.result === 'pass' && dmarc.domain === domain ? 'pass' : 'unknown'
  }
  return 'unknown'
}

function withoutComments(value: string): string {
  let text = value.slice(0, 4096)
  for (let depth = 0; depth < 4 && text.includes('('); depth++) text = text.replaceAll(/\([^()]*\)/g, ' ')
  return text
}

/** `dmarc=pass header.from=mail.example` */
function readResult(text: string) {
  const [first = '', ...properties] = text.trim().toLowerCase().split(/\s+/)
  const [method = '', result = ''] = first.split('=')
  const from = properties.find(property => property.startsWith('header.from='))
  return {
    method: method.split('/')[0],
    result,
    domain: from?.slice('header.from='.length).replaceAll('"', ''),
  }
}
