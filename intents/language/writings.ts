/** Languages that are written with the same letters, and so are told apart by what they do with them. */
export interface Writing {
  name: string
  /** ISO 15924. */
  script: string
  languages: readonly string[]
  /**
   * How much one letter counts where several writings meet: a Chinese one is a word or half of one; and brands and titles in Latin letters stand in texts of all
   * writings, seldom the other way round.
   */
  letterWeight: number
}

const writing = (name: string, script: string, languages: string, letterWeight = 3): Writing => ({
  name,
  script,
  languages: languages.split(' '),
  letterWeight,
})

const LATIN = writing(
  'Latin',
  'Latn',
  'af az ca cs cy da de en es et eu fi fr ga hr hu id is it lt lv ms nl no pl pt ro sk sl sq sv sw tl tr vi yo',
  1,
)
const GREEK = writing('Greek', 'Grek', 'el')
const CYRILLIC = writing('Cyrillic', 'Cyrl', 'be bg kk mk mn ru sr uk')
const ARABIC = writing('Arabic', 'Arab', 'ar fa ur')
export const HAN = writing('Han', 'Hani', 'zh ja', 9)
/** One letter of these names Japanese, however many Han stand around it. */
export const KANA = writing('kana', 'Kana', 'ja', 6)

const HANGUL = writing('Hangul', 'Hang', 'ko', 6)

/** First and last letter (UTF-16 unit) of each block, in order. */
const BLOCKS: readonly (readonly [number, number, Writing])[] = [
  [0x370, 0x3ff, GREEK],
  [0x400, 0x52f, CYRILLIC],
  [0x530, 0x58f, writing('Armenian', 'Armn', 'hy')],
  [0x590, 0x5ff, writing('Hebrew', 'Hebr', 'he')],
  [0x600, 0x6ff, ARABIC],
  [0x750, 0x77f, ARABIC],
  [0x8a0, 0x8ff, ARABIC],
  [0x900, 0x97f, writing('Devanagari', 'Deva', 'hi mr')],
  [0x980, 0x9ff, writing('Bengali', 'Beng', 'bn')],
  [0xa00, 0xa7f, writing('Gurmukhi', 'Guru', 'pa')],
  [0xa80, 0xaff, writing('Gujarati', 'Gujr', 'gu')],
  [0xb00, 0xb7f, writing('Odia', 'Orya', 'or')],
  [0xb80, 0xbff, writing('Tamil', 'Taml', 'ta')],
  [0xc00, 0xc7f, writing('Telugu', 'Telu', 'te')],
  [0xc80, 0xcff, writing('Kannada', 'Knda', 'kn')],
  [0xd00, 0xd7f, writing('Malayalam', 'Mlym', 'ml')],
  [0xd80, 0xdff, writing('Sinhala', 'Sinh', 'si')],
  [0xe00, 0xe7f, writing('Thai', 'Thai', 'th', 6)],
  [0xe80, 0xeff, writing('Lao', 'Laoo', 'lo', 6)],
  [0x1000, 0x109f, writing('Myanmar', 'Mymr', 'my', 6)],
  [0x10a0, 0x10ff, writing('Georgian', 'Geor', 'ka')],
  [0x1100, 0x11ff, HANGUL],
  [0x1200, 0x139f, writing('Ethiopic', 'Ethi', 'am')],
  [0x1780, 0x17ff, writing('Khmer', 'Khmr', 'km', 6)],
  [0x1e00, 0x1eff, LATIN],
  [0x1f00, 0x1fff, GREEK],
  [0x3040, 0x30ff, KANA],
  [0x3130, 0x318f, HANGUL],
  [0x31f0, 0x31ff, KANA],
  [0x3400, 0x9fff, HAN],
  [0xac00, 0xd7ff, HANGUL],
  [0xd840, 0xd88d, HAN],
  [0xf900, 0xfaff, HAN],
  [0xfb50, 0xfdff, ARABIC],
  [0xfe70, 0xfeff, ARABIC],
]

/** How a word is written, by its first letter; undefined for letters of no living language that is known here. */
export function writingOf(word: string): Writing | undefined {
  const code = word.charCodeAt(0)
  if (code < 0x370) return LATIN
  for (const [first, last, found] of BLOCKS) {
    if (code < first) return undefined
    if (code <= last) return found
  }
  return undefined
}

/** Every way of writing that is known, each once. */
export const WRITINGS: readonly Writing[] = [...new Set([LATIN, ...BLOCKS.map(([, , found]) => found)])]
