import type { DirectMessage } from './payload.ts'

const ENTITIES: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' }

/** X escapes these three, once. */
export const unescapeText = (text: string): string =>
  text.replaceAll(/&(?:amp|lt|gt);/g, entity => ENTITIES[entity] as string)

/** Where the link leads that X puts at the end of a message for its own picture. */
const MEDIA_PAGE = /^https?:\/\/(?:www\.)?(?:twitter|x)\.com\/messages\/media\//

/**
 * The words of a message as they were typed: unescaped, shortened links as the addresses that they stand for, without the link to the message's own
 * picture.
 */
export function messageText({ message_create: { message_data: data } }: DirectMessage): string {
  let text = unescapeText(data.text)
  const media = data.attachment?.media
  if (media?.url) text = withoutLast(text, media.url)
  for (const link of data.entities?.urls ?? []) {
    if (link === null || link.url === '') continue
    if (media !== undefined && MEDIA_PAGE.test(link.expanded_url)) text = withoutLast(text, link.url)
    else if (/^https?:\/\//.test(link.expanded_url)) text = text.replaceAll(link.url, () => link.expanded_url)
  }
  return text.trim()
}

function withoutLast(text: string, part: string): string {
  const at = text.lastIndexOf(part)
  return at < 0 ? text : text.slice(0, at) + text.slice(at + part.length)
}
