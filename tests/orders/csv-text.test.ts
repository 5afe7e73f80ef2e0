import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CsvFault, placesIn, readCsv } from '../../orders/csv-text.ts'

function read(text: string) {
  const faults: CsvFault[] = []
  const records = [...readCsv(text, fault => faults.push(fault))]
  return { rows: records.map(record => record.fields), records, faults }
}

describe('readCsv', () => {
  it('reads commas, quotes, doubled quotes and line breaks inside quotes', () => {
    const { rows, faults } = read('a,"b, c","say ""hi"""\r\n1,"two\nlines",\n')
    expect(rows).toEqual([
      ['a', 'b, c', 'say "hi"'],
      ['1', 'two\nlines', ''],
    ])
    expect(faults).toEqual([])
  })

  it('skips a byte order mark and empty lines, and needs no line end at the end', () => {
    expect(read('\ufeffa,b\n\n\r\n1,2').rows).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ])
  })

  it('keeps a line that holds one empty quoted field', () => {
    expect(read('""\n').rows).toEqual([['']])
  })

  it('tells where a quote is never closed, and goes on with the next line', () => {
    const { rows, faults } = read('a,"b\nc,d\n')
    expect(faults).toEqual([{ offset: 2, message: 'this quote is never closed' }])
    expect(rows[1]).toEqual(['c', 'd'])
  })

  it('tells a quote inside an unquoted field and text after a closing quote', () => {
    expect(read('5" pipe,x\n').faults.map(fault => fault.offset)).toEqual([0])
    expect(read('"a"b,x\n').faults.map(fault => fault.offset)).toEqual([3])
  })

  it('gives back any table that was written by the rules, with the place of every field', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'ñ', '"', ',', ';', ' ', '\n', '\r\n', '🙂', '1') })
    const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 5 }), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(table, fc.constantFrom('\n', '\r\n'), fc.boolean(), (rows, lineEnd, always) => {
        const quote = (text: string) =>
          always || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
        const text = rows.map(row => row.map(quote).join(',')).join(lineEnd)
        const { records, faults } = read(text)
        expect(faults).toEqual([])
        expect(records.map(record => record.fields)).toEqual(rows)
        for (const [index, record] of records.entries())
          for (const [column, offset] of record.offsets.entries())
            expect(text.startsWith(quote(rows[index]?.[column] ?? ''), offset)).toBe(true)
      }),
    )
  })

  it('never throws and always ends, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r', 'a') }), text => {
        read(text)
      }),
    )
  })
})

describe('placesIn', () => {
  it('counts lines and columns from 1', () => {
    const place = placesIn('ab\ncd\n')
    expect([0, 1, 3, 4, 6].map(place)).toEqual([
      { line: 1, col: 1 },
      { line: 1, col: 2 },
      { line: 2, col: 1 },
      { line: 2, col: 2 },
      { line: 3, col: 1 },
    ])
  })
})
