// The process of `learnApart`: learns a bot's phrases and answers with the model as bytes. It ends with the one that began it.
import { loadCultures } from '../locales/culture.ts'
import { entityReaders } from './entities/read-entities.ts'
import { learn } from './learn.ts'
import type { LearnTask } from './learn-apart.ts'
import { encodeModel } from './model-file.ts'
import { packsOf } from './packs.ts'
import { tongueOf } from './tongue.ts'

process.on('disconnect', () => process.exit())
process.once('message', async message => {
  const { source, key } = message as LearnTask
  const readEntities = entityReaders(source.orderNumber, source.countries, source.products)
  const cultures = await loadCultures(await packsOf(source.languages))
  const tongues = await Promise.all(source.languages.map(language => tongueOf(language, cultures)))
  process.send?.(encodeModel({ cultures, ...(await learn(source, tongues, readEntities)) }, key))
})
