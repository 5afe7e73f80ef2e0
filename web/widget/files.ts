/** Bytes of one file; the server's own default (`MEDIA_MAX_BYTES`). */
export const MAX_FILE_BYTES = 10_485_760
export const MAX_FILES = 5

/** What the server takes, by its first bytes; for the file dialog. */
export const ACCEPT =
  'image/png,image/jpeg,image/gif,image/webp,image/heic,image/avif,application/pdf,text/plain,audio/*,video/mp4,video/webm,video/quicktime'

const ALLOWED =
  /^(image\/(png|jpe?g|gif|webp|heic|heif|avif)|application\/pdf|text\/plain|audio\/[\w.+-]+|video\/(mp4|webm|quicktime|3gpp))$/i

/** Why a file is not taken; undefined: it is. The server has the last word, by what is in it. */
export function fileProblem(file: {
  size: number
  type: string
}): 'fileTooLarge' | 'fileType' | 'fileEmpty' | undefined {
  if (file.size === 0) return 'fileEmpty'
  if (file.size > MAX_FILE_BYTES) return 'fileTooLarge'
  return ALLOWED.test(file.type.split(';')[0] ?? '') ? undefined : 'fileType'
}

/** `10 MB`, `2,4 MB`, `310 kB`, as the language writes it. */
export function fileSize(bytes: number, lang: string): string {
  const [amount, unit] = bytes >= 1_000_000 ? [bytes / 1_048_576, 'megabyte'] : [bytes / 1024, 'kilobyte']
  return new Intl.NumberFormat(lang, {
    style: 'unit',
    unit,
    maximumFractionDigits: amount < 10 ? 1 : 0,
  }).format(amount)
}
