// The thread of `learnApart`: learns a bot's phrases and posts the model as bytes.
import { parentPort, workerData } from 'node:worker_threads'
import { loadCultures } from '../locales/culture.ts'
import { entityReaders } from './entities/read-entities.ts'
import { learn } from './learn.ts'
import type { LearnTask } from './learn-apart.ts'
import { encodeModel } from './model-file.ts'
import { packsOf } from './packs.ts'
import { tongueOf } from './tongue.ts'

const { source, key } = workerData as LearnTask
const readEntities = entityReaders(source.orderNumber, source.countries, source.products)
const cultures = await loadCultures(await packsOf(source.languages))
const tongues = await Promise.all(source.languages.map(language => tongueOf(language, cultures)))
const bytes = encodeModel({ cultures, ...(await learn(source, tongues, readEntities)) }, key)
parentPort?.postMessage(bytes)
