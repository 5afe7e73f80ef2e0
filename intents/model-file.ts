import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { deflate, inflate } from 'node:zlib'
import { z } from 'zod'
import { type Culture, cultureSchema } from '../locales/culture.ts'
import type { IntentModel } from './intent-model.ts'
import type { OwnTable } from './language/own-table.ts'

/** All that is learnt of a bot: plain data. */
export interface Model {
  /** What its own examples say of its languages. */
  table: OwnTable
  /** Undefined when there was nothing to learn. */
  intents: IntentModel | undefined
  /** The culture packs that it was learnt with, by tag: reading them from their files takes longer than all else. */
  cultures: ReadonlyMap<string, Culture>
}

/** Changes with every change of what is learnt or how it lies in the file, so that a file of another make is never read. */
export const ALGORITHM = 'conserje-understanding-18'

const MAGIC = 'CONSERJE'
/** A file that claims to hold more than any bot's model is not read to its end. */
const MOST_BYTES = 2 ** 28
const pack = promisify<Uint8Array, Buffer>(deflate)
const unpack = (bytes: Uint8Array): Promise<Buffer> =>
  promisify<Uint8Array, { maxOutputLength: number }, Buffer>(inflate)(bytes, { maxOutputLength: MOST_BYTES })

/** Files of so many versions are kept, so that going back and forth between two versions of a bot trains nothing. */
const KEPT = 8

const section = z.strictObject({
  type: z.enum(['u32', 'u16', 'u8', 'f32', 'f16', 'i32', 'i8']),
  length: z.int().min(0),
  offset: z.int().min(0),
})
const calibrationSchema = z.strictObject({
  temperature: z.number(),
  intercept: z.number(),
  slope: z.number(),
})
const headerSchema = z.strictObject({
  key: z.string(),
  /** SHA-256 of what follows the header. */
  body: z.string(),
  cultures: z.record(z.string(), cultureSchema),
  table: z.strictObject({ languages: z.array(z.string()), logs: section }),
  intents: z
    .strictObject({
      intents: z.array(z.string()),
      messages: z.int(),
      keys: section,
      frequencies: section,
      counts: section,
      classes: section,
      values: section,
      scales: section,
      bases: section,
      bias: section,
      phraseKeys: section,
      phraseClasses: section,
      calibration: calibrationSchema,
      /** A line a word, with its count after a blank: to check ten thousands of pairs takes longer than all else. */
      vocabularies: z.record(z.string(), z.string()),
    })
    .optional(),
})
type Section = z.infer<typeof section>
type Numbers = Uint32Array | Uint16Array | Uint8Array | Float32Array | Float16Array | Int32Array | Int8Array

/** Stored: lengths of the columns in place of where they begin, of keys and classes how far each is from the one before, a byte for a class where that is enough, and half as many bits for scales. */
function partsOf(
  { intents, columns, weights, calibration, phrases, vocabularies }: IntentModel,
  put: (numbers: Numbers, type: Section['type']) => Section,
): NonNullable<z.infer<typeof headerSchema>['intents']> {
  const { starts, classes, values, scales, bases, bias } = weights
  const small = intents.length <= 256
  return {
    intents: [...intents],
    messages: columns.messages,
    keys: put(stepsOf(columns.keys), 'u32'),
    frequencies: put(columns.frequencies, 'u16'),
    counts: put(
      Uint16Array.from(columns.keys, (_, column) => starts[column + 1]! - starts[column]!),
      'u16',
    ),
    classes: small ? put(stepsOf(Uint8Array.from(classes)), 'u8') : put(stepsOf(classes), 'u16'),
    values: put(values, 'i8'),
    scales: put(Float16Array.from(scales), 'f16'),
    bases: put(Float16Array.from(bases), 'f16'),
    bias: put(bias, 'f32'),
    phraseKeys: put(phrases.keys, 'u32'),
    phraseClasses: put(phrases.classes, 'i32'),
    calibration,
    vocabularies: Object.fromEntries(
      Object.entries(vocabularies).map(([language, words]) => [
        language,
        words.map(([word, count]) => `${word} ${count}`).join('\n'),
      ]),
    ),
  }
}

/** How far each number is from the one before, as far as its type counts; small numbers that are like each other pack well. */
function stepsOf<N extends Uint32Array | Uint16Array | Uint8Array>(numbers: N): N {
  const steps = numbers.slice() as N
  for (let at = 1; at < steps.length; at++) steps[at] = numbers[at]! - numbers[at - 1]!
  return steps
}

/** Undoes `stepsOf`, in place. */
function sumsOf<N extends Uint32Array | Uint16Array | Uint8Array>(steps: N): N {
  for (let at = 1; at < steps.length; at++) steps[at]! += steps[at - 1]!
  return steps
}

function intentsOf(
  parts: NonNullable<z.infer<typeof headerSchema>['intents']>,
  bytesOf: (section: Section, width: number) => ArrayBuffer,
): IntentModel {
  const { intents, calibration, vocabularies, messages, keys, frequencies, counts } = parts
  const { classes, values, scales, bases, bias, phraseKeys, phraseClasses } = parts
  const lengths = new Uint16Array(bytesOf(counts, 2))
  const starts = new Uint32Array(lengths.length + 1)
  for (let column = 0; column < lengths.length; column++)
    starts[column + 1] = starts[column]! + lengths[column]!
  return {
    intents,
    calibration,
    vocabularies: Object.fromEntries(
      Object.entries(vocabularies).map(([language, lines]) => [language, lines.split('\n').map(wordOf)]),
    ),
    phrases: {
      keys: new Uint32Array(bytesOf(phraseKeys, 4)),
      classes: new Int32Array(bytesOf(phraseClasses, 4)),
    },
    columns: {
      messages,
      keys: sumsOf(new Uint32Array(bytesOf(keys, 4))),
      frequencies: new Uint16Array(bytesOf(frequencies, 2)),
    },
    weights: {
      starts,
      classes:
        classes.type === 'u8'
          ? Uint16Array.from(sumsOf(new Uint8Array(bytesOf(classes, 1))))
          : sumsOf(new Uint16Array(bytesOf(classes, 2))),
      values: new Int8Array(bytesOf(values, 1)),
      scales: Float32Array.from(new Float16Array(bytesOf(scales, 2))),
      bases: Float32Array.from(new Float16Array(bytesOf(bases, 2))),
      bias: new Float32Array(bytesOf(bias, 4)),
    },
  }
}

const wordOf = (line: string): [string, number] => {
  const [word = '', count] = line.split(' ')
  return [word, Number(count)]
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** A model as bytes: magic, length of the header, header (JSON), then the arrays, each at a multiple of eight. Same model, same bytes. */
export function encodeModel(model: Model, key: string): Uint8Array {
  const parts: Uint8Array[] = []
  let offset = 0
  const put = (numbers: Numbers, type: Section['type']): Section => {
    const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength)
    const padded = new Uint8Array(Math.ceil(bytes.length / 8) * 8)
    padded.set(bytes)
    parts.push(padded)
    const place = { type, length: numbers.length, offset }
    offset += padded.length
    return place
  }
  const table = { languages: [...model.table.languages], logs: put(model.table.logs, 'i8') }
  const intents = model.intents && partsOf(model.intents, put)
  const body = Buffer.concat(parts)
  const header = Buffer.from(
    JSON.stringify({
      key,
      body: sha256(body),
      cultures: Object.fromEntries(model.cultures),
      table,
      intents,
    }),
  )
  const start = Math.ceil((16 + header.length) / 8) * 8
  const file = Buffer.alloc(start + body.length, ' ')
  file.write(MAGIC, 0, 'latin1')
  file.writeDoubleLE(header.length, 8)
  header.copy(file, 16)
  body.copy(file, start)
  return file
}

/** The model in these bytes; undefined when they are damaged, of another make, or of another bot. */
export function decodeModel(bytes: Uint8Array, key: string): Model | undefined {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (file.length < 16 || file.toString('latin1', 0, 8) !== MAGIC) return undefined
  const length = file.readDoubleLE(8)
  if (!Number.isInteger(length) || length < 2 || length > file.length - 16) return undefined
  const header = headerOf(file.toString('utf8', 16, 16 + length))
  const body = file.subarray(Math.ceil((16 + length) / 8) * 8)
  if (header?.key !== key || header.body !== sha256(body)) return undefined
  const bytesOf = ({ offset, length: count }: Section, width: number): ArrayBuffer =>
    body.buffer.slice(body.byteOffset + offset, body.byteOffset + offset + count * width) as ArrayBuffer
  return {
    cultures: new Map(Object.entries(header.cultures)),
    table: { languages: header.table.languages, logs: new Int8Array(bytesOf(header.table.logs, 1)) },
    intents: header.intents && intentsOf(header.intents, bytesOf),
  }
}

function headerOf(text: string): z.infer<typeof headerSchema> | undefined {
  try {
    return headerSchema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

const fileOf = (folder: string, key: string): string => join(folder, `understanding-${key.slice(0, 24)}.bin`)

/** The cached model of this key, if there is a sound one. Never throws. */
export async function loadModel(folder: string, key: string): Promise<Model | undefined> {
  try {
    return decodeModel(await unpack(await readFile(fileOf(folder, key))), key)
  } catch {
    return undefined
  }
}

/** Caches a model, deflated to some three fifths: written beside and renamed, so that no reader sees half a file. A folder that can't be written costs only the next start. */
export async function saveModel(folder: string, key: string, model: Model): Promise<void> {
  const path = fileOf(folder, key)
  const draft = `${path}.${process.pid}.tmp`
  try {
    await mkdir(folder, { recursive: true })
    await writeFile(draft, await pack(encodeModel(model, key)))
    await rename(draft, path)
    await forgetOld(folder)
  } catch {
    await rm(draft, { force: true }).catch(() => undefined)
  }
}

async function forgetOld(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter(name => /^understanding-[0-9a-f]+\.bin$/.test(name))
  if (names.length <= KEPT) return
  const files = await Promise.all(
    names.map(async name => ({ name, age: (await stat(join(folder, name))).mtimeMs })),
  )
  files.sort((a, b) => b.age - a.age)
  for (const { name } of files.slice(KEPT)) await rm(join(folder, name), { force: true })
}
