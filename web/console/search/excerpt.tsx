/** Without case and accents, letter for letter, so that places in it are places in the text. */
const folded = (text: string): string =>
  [...text]
    .map(char =>
      char
        .normalize('NFKD')
        .replaceAll(/\p{M}/gu, '')
        .toLowerCase()
        .slice(0, char.length)
        .padEnd(char.length),
    )
    .join('')

/** A line of what was said, with the words that were looked for marked. */
export function Excerpt({ text: written, find }: { text: string; find: string }) {
  const text = written.normalize('NFC')
  const words = folded(find.normalize('NFC')).split(/\s+/).filter(Boolean)
  const plain = folded(text)
  const marked = new Array<boolean>(text.length).fill(false)
  for (const word of words) {
    for (let at = plain.indexOf(word); at !== -1; at = plain.indexOf(word, at + word.length))
      marked.fill(true, at, at + word.length)
  }
  const parts: { at: number; isMarked: boolean; text: string }[] = []
  for (let at = 0; at < text.length; at++) {
    const last = parts.at(-1)
    const isMarked = marked[at] === true
    if (last?.isMarked === isMarked) last.text += text[at]
    else parts.push({ at, isMarked, text: text[at] as string })
  }
  return <bdi>{parts.map(part => (part.isMarked ? <mark key={part.at}>{part.text}</mark> : part.text))}</bdi>
}
