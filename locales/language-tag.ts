/** `pt-BR` → `pt`. */
export function baseOf(tag: string): string {
  const end = tag.indexOf('-')
  return end < 0 ? tag : tag.slice(0, end)
}

/** `pt-BR` → `pt-BR`, `pt`. */
export const withParents = (tag: string): string[] =>
  tag.split('-').map((_, index, parts) => parts.slice(0, parts.length - index).join('-'))
