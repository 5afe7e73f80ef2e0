/** The Message-ID of our mails: made of the key of what is sent, so that sending again makes no second mail for a receiver that looks at it. */
export function ourMessageId(idempotencyKey: string, from: string): string {
  const key = idempotencyKey.replaceAll(':', '.').replaceAll(/[^\w.-]/g, '_')
  return `<conv.${key}@${from.slice(from.lastIndexOf('@') + 1).toLowerCase()}>`
}

/** Our own Message-IDs anywhere in a text: a bounce brings the one of the mail that bounced. */
export function ourMessageIds(text: string, from: string): string[] {
  const domain = from.slice(from.lastIndexOf('@') + 1).toLowerCase()
  const found = [...text.matchAll(/<conv\.[\w.-]{1,200}@[\w.-]{1,253}>/g)].map(([id]) => id)
  return [...new Set(found.filter(id => id.slice(id.lastIndexOf('@') + 1, -1).toLowerCase() === domain))]
}
