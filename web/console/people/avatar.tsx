import styles from './avatar.module.css'

interface Props {
  name: string | undefined
  size: number
}

/** The first letters of a name on a colour of its own; for the eye only (no text of the page), since the name stands beside it. */
export function Avatar({ name = '', size }: Props) {
  return (
    <span
      className={styles.avatar}
      data-hue={hueOf(name)}
      data-initials={initials(name)}
      style={{ width: size, height: size, fontSize: Math.round(size * 0.38) }}
      aria-hidden="true"
    />
  )
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean)
  const chosen = words.length > 1 ? [words[0], words.at(-1)] : [words[0]]
  const letters = chosen.map(word => (word === undefined ? '' : ([...word][0] ?? ''))).join('')
  return letters === '' ? '?' : letters.toLocaleUpperCase()
}

const HUES = 6

function hueOf(name: string): number {
  let sum = 0
  for (const char of name.slice(0, 64)) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) % 9973
  return sum % HUES
}
