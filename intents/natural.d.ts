/** `natural` types its whole, not its single files; these are the only ones we take (its root import costs 1.4 s and 115 MB). */
declare module 'natural/lib/natural/stemmers/*.js' {
  const stemmer: { stem(word: string): string }
  export = stemmer
}
