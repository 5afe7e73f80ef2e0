/** A name of a bot's content as words, where it has no title: `order.where_is` → `order: where is`. */
export const wordsOf = (name: string): string =>
  name.replaceAll('_', ' ').replace('.', ': ').replaceAll('.', ' ')
