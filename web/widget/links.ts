const LINK_SCHEMES = ['http:', 'https:', 'mailto:', 'tel:']

/**
 * An address that may be opened from a message: absolute, and http, https, mailto or tel; undefined for all else
 * (`javascript:`, `data:`, a path of the shop's own page).
 */
export function safeLink(address: unknown): string | undefined {
  if (typeof address !== 'string' || address.length > 4096) return undefined
  try {
    const url = new URL(address.trim())
    return LINK_SCHEMES.includes(url.protocol) ? url.href : undefined
  } catch {
    return undefined
  }
}

/** An address that may be shown as a picture: http, https, the page's own blobs, and pictures inside the message. */
export function safeImage(address: unknown): string | undefined {
  if (typeof address !== 'string') return undefined
  if (/^data:image\/(png|jpeg|gif|webp);base64,[a-z\d+/=]+$/i.test(address)) return address
  if (address.startsWith('blob:')) return address
  const link = safeLink(address)
  return link !== undefined && /^https?:/.test(link) ? link : undefined
}

/**
 * Names and titles without the characters that turn the direction of what follows them: they make `gpj.exe` read as
 * `exe.jpg`. In running text the bubble isolates them instead.
 */
export function withoutBidi(text: string): string {
  return text.replace(/[\u202a-\u202e\u2066-\u2069]/g, '')
}
