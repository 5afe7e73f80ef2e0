/** An order number as we compare it: spaces, dashes, dots and `#` are forgiven, letters are capitals. `# 104-32` is `10432`. */
export const plainNumber = (written: string): string =>
  written
    .normalize('NFKC')
    .replace(/[\s#.\p{Pd}]/gu, '')
    .toUpperCase()
