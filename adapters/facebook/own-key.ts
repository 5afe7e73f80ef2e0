const MARK = 'conserje:'

/** What a message bears as its `metadata`, which its echo gives back: the key of the row part, behind a mark that no other program writes. */
export const ownKey = (part: string): string => MARK + part

/** The key of the row part; undefined for a message that is not ours. */
export const partOf = (metadata: string | undefined): string | undefined =>
  metadata?.startsWith(MARK) ? metadata.slice(MARK.length) : undefined
