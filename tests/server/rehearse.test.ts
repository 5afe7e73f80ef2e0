import { expect, test } from 'vitest'
import { systemClock } from '../../protocol/clock.ts'
import { nothingUnderstood } from '../../protocol/understanding.ts'
import type { Engine } from '../../server/engine.ts'
import { rehearse } from '../../server/rehearse.ts'
import { standInContent, standInEngine } from './stand-in-engine.ts'

const content = {
  ...standInContent(),
  training: {
    languages: ['en', 'es'],
    examples: {
      en: [{ intent: 'greeting', phrases: ['hello', 'hi [you](name)'], not: [] }],
      es: [
        { intent: 'greeting', phrases: ['hola'], not: [] },
        { intent: 'oos', phrases: [], not: [] },
      ],
    },
    orderNumber: '\\d{5}',
    countries: [],
  },
}

function hearing(engine: Engine) {
  const heard: string[] = []
  const understander = {
    languages: ['en', 'es'],
    understand(text: string) {
      heard.push(text)
      return { ...nothingUnderstood('en'), languageConfidence: 1, confidence: 1 }
    },
  }
  const turns = rehearse(content, { engine, understander, clock: systemClock })
  return { heard, turns }
}

test('a rehearsal says examples of every intent in every language, unmarked', () => {
  const { heard, turns } = hearing(standInEngine)
  expect(turns).toBe(heard.length)
  expect(new Set(heard)).toEqual(new Set(['hello', 'hi you', 'hola']))
})

test('what fails in a rehearsal ends that conversation only', () => {
  const failing: Engine = {
    ...standInEngine,
    takeTurn() {
      throw new Error('boom')
    },
  }
  expect(hearing(failing).turns).toBeGreaterThan(0)
})
