/** A contact on a customer's phone, as far as a shop may need it. */
interface ContactCard {
  name?: string
  phones: string[]
  emails: string[]
}

/**
 * Name, numbers and addresses of a vCard; lines that are folded, grouped (`item1.TEL`) or have parameters are read too.
 * @see RFC 6350 section 3 (WhatsApp writes version 3.0, RFC 2426)
 */
export function readCard(card: string): ContactCard {
  const lines = card.replaceAll(/\r?\n[ \t]/g, '').split(/\r?\n/)
  const valuesOf = (property: string) =>
    lines.flatMap(line => {
      const match = /^(?:[\w-]+\.)?([\w-]+)(?:;[^:]*)?:(.*)$/.exec(line)
      const value = match?.[1]?.toUpperCase() === property ? unescapeValue(match[2] as string) : ''
      return value === '' ? [] : value.slice(0, 1024)
    })
  const [name] = valuesOf('FN')
  return {
    ...(name === undefined ? {} : { name }),
    phones: valuesOf('TEL').slice(0, 20),
    emails: valuesOf('EMAIL').slice(0, 20),
  }
}

const unescapeValue = (value: string): string =>
  value
    .replaceAll(/\\([\\,;])/g, '$1')
    .replaceAll(/\\n/gi, ' ')
    .trim()
