/** The page's title with the number of unread messages in front, or without it; a title that the page changed meanwhile is kept. */
export function withCount(title: string, count: number): string {
  const own = title.replace(/^\(\d+\) /, '')
  return count > 0 ? `(${count}) ${own}` : own
}
