const ascii = (bytes: Uint8Array, from: number, to: number) =>
  String.fromCharCode(...bytes.subarray(from, to))

const startsWith = (bytes: Uint8Array, ...head: number[]) =>
  head.every((byte, index) => bytes[index] === byte)

const ISO_BRANDS: readonly [RegExp, string][] = [
  [/^(heic|heix|mif1|heif)$/, 'image/heic'],
  [/^avif$/, 'image/avif'],
  [/^M4A |^M4B /, 'audio/mp4'],
  [/^qt {2}$/, 'video/quicktime'],
  [/^(3gp|3g2)/, 'video/3gpp'],
  [/^(isom|iso\d|mp4|avc1|M4V |dash|MSNV)/, 'video/mp4'],
]

/**
 * The media type of a file by its first bytes, or undefined for what we don't take: images, PDF, voice, video and plain text are
 * known; what can carry script (SVG, HTML, archives, office files) is not. What the sender claims decides only between types whose
 * bytes look alike: a WebM or MP4 with sound only, and plain text.
 * @see https://mimesniff.spec.whatwg.org/ section 6, read 2026-11
 */
export function sniffMedia(bytes: Uint8Array, claimed: string): string | undefined {
  const saysAudio = claimed.startsWith('audio/')
  if (startsWith(bytes, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'image/png'
  if (startsWith(bytes, 0xff, 0xd8, 0xff)) return 'image/jpeg'
  if (/^GIF8[79]a$/.test(ascii(bytes, 0, 6))) return 'image/gif'
  if (ascii(bytes, 0, 4) === 'RIFF') return riff(ascii(bytes, 8, 12))
  if (ascii(bytes, 0, 5) === '%PDF-') return 'application/pdf'
  if (ascii(bytes, 0, 4) === 'OggS') return 'audio/ogg'
  if (ascii(bytes, 0, 3) === 'ID3' || isMpegAudio(bytes)) return 'audio/mpeg'
  if (startsWith(bytes, 0x1a, 0x45, 0xdf, 0xa3)) return saysAudio ? 'audio/webm' : 'video/webm'
  if (ascii(bytes, 4, 8) === 'ftyp') return isoMedia(ascii(bytes, 8, 12), saysAudio)
  if (/^text\/plain\b/.test(claimed) && isText(bytes)) return 'text/plain'
  return undefined
}

function riff(kind: string): string | undefined {
  return kind === 'WEBP' ? 'image/webp' : kind === 'WAVE' ? 'audio/wav' : undefined
}

/** Frame sync, then layer III and neither a reserved version nor a free or bad bit rate. */
function isMpegAudio([first, second = 0, third = 0]: Uint8Array): boolean {
  const layer3 = (second & 0xe6) === 0xe2 && (second & 0x18) !== 0x08
  const bitRate = third >> 4
  return first === 0xff && layer3 && bitRate !== 0 && bitRate !== 15
}

function isoMedia(brand: string, saysAudio: boolean): string | undefined {
  const type = ISO_BRANDS.find(([pattern]) => pattern.test(brand))?.[1]
  return type === 'video/mp4' && saysAudio ? 'audio/mp4' : type
}

function isText(bytes: Uint8Array): boolean {
  if (bytes.includes(0)) return false
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}
