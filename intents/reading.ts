import type { Entity } from '../protocol/understanding.ts'
import type { NumberAt, Run } from './entities/parts.ts'
import { type Lexicon, type Match, matchesOf } from './lexicon.ts'
import { type Normalised, normalise } from './normalise.ts'
import type { Hints } from './understander.ts'
import { type Word, wordsOf } from './words.ts'

/** One message while it is being read. Offsets are those of the normalised text. */
export interface Reading {
  readonly original: string
  readonly normalised: Normalised
  readonly words: readonly Word[]
  readonly matches: readonly Match[]
  /** Of the language that it is read in; undefined when that has no culture pack. */
  readonly lexicon: Lexicon | undefined
  readonly hints: Hints
  /** What several readers need, made by the first that asks. */
  readonly shared: { runs?: readonly Run[]; numbers?: readonly NumberAt[] }
}

/** Something found: becomes an entity with offsets of the original text. */
export interface Span {
  type: string
  value: string
  start: number
  end: number
}

/** Finds entities of one type. `free` tells whether nothing found before covers a span. Pure, linear in the text. */
export type EntityReader = (reading: Reading, free: (start: number, end: number) => boolean) => Span[]

export interface Opened {
  original: string
  normalised: Normalised
  words: readonly Word[]
}

/** The part of reading that needs no language. */
export function openMessage(original: string): Opened {
  const normalised = normalise(original)
  return { original, normalised, words: wordsOf(normalised.text) }
}

export function readingOf(opened: Opened, lexicon: Lexicon | undefined, hints: Hints): Reading {
  return { ...opened, matches: lexicon ? matchesOf(lexicon, opened.words) : [], lexicon, hints, shared: {} }
}

/** A span as the world sees it. */
export function entityOf(reading: Opened, span: Span): Entity {
  const { starts, ends } = reading.normalised
  const start = starts[span.start] ?? 0
  const end = Math.max(start, ends[span.end - 1] ?? start)
  return { type: span.type, value: span.value, text: reading.original.slice(start, end), start, end }
}

export const expects = (reading: Reading, type: string): boolean =>
  reading.hints.expects?.includes(type) ?? false
