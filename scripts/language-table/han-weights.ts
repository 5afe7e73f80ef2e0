import { join } from 'node:path'
import { HAN } from '../../intents/language/writings.ts'
import { eachGroup, type Weights } from './train-group.ts'
import { letterShares } from './word-source.ts'

/** A letter that a model does not have is as rare as this. */
const RARE = 1e-6
/** About the share of a usual letter of simplified Chinese: one of 3,755. */
const USUAL = 2e-4
/** Text without kana is likelier Chinese: so many nats a letter, half to each side. */
const NO_KANA = 0.15

/**
 * Chinese and Japanese by single letters: how much more often each stands in one than in the other. Lingua's Chinese is written in traditional letters; simplified ones are known by
 * GB 2312, whose first part holds the usual ones. Those that are written so in Japanese too say nothing, since how usual they are in Chinese is not known.
 */
export function hanWeights(models: string): Weights {
  const [chinese, japanese] = ['zh', 'ja'].map(language => letterShares(join(models, language))) as [
    Map<string, number>,
    Map<string, number>,
  ]
  const simplified = simplifiedLetters()
  const letters = [...new Set([...chinese.keys(), ...japanese.keys(), ...simplified])]
    .filter(letter => letter.length === 1 && /\p{Script=Han}/u.test(letter))
    .sort()
  const halves = letters.map(letter => {
    const traditional = chinese.get(letter) ?? 0
    const here = japanese.get(letter) ?? 0
    const only = traditional < 10 * RARE && simplified.has(letter)
    if (only && here > USUAL / 10) return NO_KANA
    return NO_KANA + Math.log(((only ? USUAL : traditional) + RARE) / (here + RARE)) / 2
  })
  const values = halves.flatMap(half => HAN.languages.map(language => (language === 'zh' ? half : -half)))
  return {
    languages: HAN.languages,
    hashes: Int32Array.from(letters, innerHash),
    values: Float32Array.from(values),
  }
}

/** The first part of GB 2312: 3,755 usual letters of simplified Chinese. */
function simplifiedLetters(): Set<string> {
  const decoder = new TextDecoder('gbk')
  const letters = new Set<string>()
  for (let row = 0xb0; row <= 0xd7; row++)
    for (let cell = 0xa1; cell <= (row === 0xd7 ? 0xf9 : 0xfe); cell++)
      letters.add(decoder.decode(Uint8Array.of(row, cell)))
  return letters
}

/** The hash of the group that is the letter itself, without borders: the third that is visited. */
function innerHash(letter: string): number {
  const seen: number[] = []
  eachGroup(letter, hash => seen.push(hash))
  return seen[2] as number
}
