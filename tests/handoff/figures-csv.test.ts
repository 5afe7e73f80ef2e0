import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { csvCell, figuresCsv } from '../../handoff/figures-csv.ts'
import type { Figures, FigureValues } from '../../protocol/api/figures.ts'

const values: FigureValues = {
  conversations: 12,
  ended: 9,
  contained: 2 / 3,
  escalated: 0.25,
  handoffs: 4,
  firstResponse: 95.5,
  timeToResolution: null,
  resolved: 6,
  firstContactResolution: 1,
  csat: null,
  csatCount: 0,
}
const figures: Figures = {
  from: '2026-03-28',
  to: '2026-03-29',
  timeZone: 'Europe/Madrid',
  total: { ...values, open: 2, overdue: 1 },
  reasons: [{ reason: 'asked', count: 3 }],
  causes: [{ cause: '=HYPERLINK("http://evil.example","a, b")', count: 1 }],
  grades: [],
  byDay: [{ day: '2026-03-28', ...values }],
  byChannel: [{ channel: 'webchat', ...values }],
  byLanguage: [{ language: 'es', ...values }],
}

/** As RFC 4180 says, and no better. */
function parse(text: string): string[][] {
  const rows: string[][] = []
  const row: string[] = []
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    row.push(quoted?.replaceAll('""', '"') ?? plain ?? '')
    if (end === '\r\n') rows.push(row.splice(0))
  }
  return rows
}

describe('figures as CSV', () => {
  test('begin with a byte order mark and a row of words, and have as many cells in every row', () => {
    const text = figuresCsv(figures)
    expect(text.startsWith('\uFEFFBy,Name,Conversations,Ended,')).toBe(true)
    const rows = parse(text.slice(1))
    expect(rows.map(([by, name]) => [by, name])).toEqual([
      ['By', 'Name'],
      ['total', '2026-03-28 to 2026-03-29, Europe/Madrid'],
      ['day', '2026-03-28'],
      ['channel', 'webchat'],
      ['language', 'es'],
      ['reason', 'asked'],
      ['cause', `'=HYPERLINK("http://evil.example","a, b")`],
    ])
    expect(new Set(rows.map(row => row.length))).toEqual(new Set([rows[0]?.length]))
    expect(rows[1]?.slice(2)).toEqual(['12', '9', '0.6667', '0.25', '4', '95.5', '', '6', '1', '', '0'])
    expect(rows[5]?.slice(2)).toEqual(['', '', '', '', '3', '', '', '', '', '', ''])
  })

  test('give any text back, but for the apostrophe that keeps a formula from being one', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc
        .array(fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', '"', ',', ';', 'a', '1', "'"))
        .map(parts => parts.join('')),
    )
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 4 }), cells => {
        const [row] = parse(`${cells.map(csvCell).join(',')}\r\n`)
        for (const cell of row ?? []) expect(cell).not.toMatch(/^[=+\-@\t\r\n]/)
        expect(row?.map((cell, n) => (cell === cells[n] ? cell : cell.slice(1)))).toEqual(cells)
      }),
    )
  })
})
