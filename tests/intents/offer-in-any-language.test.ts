import { beforeAll, expect, test } from 'vitest'
import { trainUnderstander } from '../../intents/train.ts'
import type { Understander } from '../../intents/understander.ts'
import { smallShop } from './source.ts'

let bot: Understander
beforeAll(async () => {
  bot = await trainUnderstander(smallShop)
})

const chosen = (text: string, language: string) =>
  bot
    .understand(text, { language, expects: ['offer'] })
    .entities.flatMap(({ type, value }) => (type === 'choice' ? [value] : []))

test.each([
  ['dos', 'en', ['2']],
  ['the second', 'es', ['2']],
  ['two please', 'es', ['2']],
  // What the conversation's language says itself is no number of another.
  ['once', 'en', []],
  // A place in another language stands beside no unknown word.
  ['primera donna', 'en', []],
])('%s in a conversation in %s', (text, language, values) => expect(chosen(text, language)).toEqual(values))
