import { describe, expect, it } from 'vitest'
import { contrast, paletteOf } from '../../web/widget/colour.ts'
import { fileProblem, fileSize, MAX_FILE_BYTES } from '../../web/widget/files.ts'
import { createMemory } from '../../web/widget/memory.ts'
import type { Message } from '../../web/widget/message.ts'
import { readOptions } from '../../web/widget/options.ts'
import { withCount } from '../../web/widget/page-title.ts'
import { initials, rowsOf } from '../../web/widget/rows.ts'

const page = { lang: '', browserLang: 'en-US', search: '' }
const read = (data: Record<string, string>, rest = {}) =>
  readOptions('https://chat.example/bot/widget.js?v=1', data, { ...page, ...rest })

describe('readOptions', () => {
  it('takes the server from the script’s own address, folder and all', () => {
    expect(read({}).base).toBe('https://chat.example/bot/')
  })

  it('takes the language of the tag, then of the page, then of the browser, and never a wrong one', () => {
    expect(read({ lang: 'es' }, { lang: 'ro' }).lang).toBe('es')
    expect(read({}, { lang: 'ro' }).lang).toBe('ro')
    expect(read({}).lang).toBe('en-US')
    expect(read({ lang: 'pt_BR' }).lang).toBe('pt-BR')
    expect(read({ lang: '!!' }, { lang: 'español' }).lang).toBe('en-US')
  })

  it('gives what is missing or wrong its default', () => {
    expect(read({ color: 'red;}', theme: 'pink', position: 'top', mode: 'x', title: ' ' })).toMatchObject({
      color: undefined,
      theme: 'auto',
      position: 'end',
      mode: 'bubble',
      title: undefined,
      open: false,
    })
    expect(read({ color: '#ABC', open: '', position: 'left' })).toMatchObject({
      color: '#ABC',
      open: true,
      position: 'left',
    })
    expect(read({ open: 'false' }).open).toBe(false)
  })

  it('listens to the address of our own page only, which has no language of its own', () => {
    const search = '?lang=ro&theme=dark&title=Bank'
    expect(read({ mode: 'page' }, { search })).toMatchObject({ lang: 'ro', theme: 'dark', title: undefined })
    expect(read({ mode: 'page' }, { lang: 'en', browserLang: 'es-ES' }).lang).toBe('es-ES')
    expect(read({}, { search })).toMatchObject({ lang: 'en-US', theme: 'auto' })
  })
})

describe('paletteOf', () => {
  it.each([
    '#000',
    '#fff',
    '#ffb000',
    '#777777',
    '#808080',
    '#ff0000',
    '#00ff00',
    '#0000ff',
    '#e91e63',
    '#1d5c63',
    '#757575',
    undefined,
  ])('makes %s readable everywhere', color => {
    const { accent, onAccent, accentOnLight, accentOnDark } = paletteOf(color)
    expect(contrast(accent, onAccent)).toBeGreaterThanOrEqual(4.5)
    for (const ground of ['#ffffff', '#f1f3f5'])
      expect(contrast(accentOnLight, ground)).toBeGreaterThanOrEqual(4.5)
    for (const ground of ['#16191f', '#262b33', '#1d2128'])
      expect(contrast(accentOnDark, ground)).toBeGreaterThanOrEqual(4.5)
  })

  it('leaves a shop’s colour as it is where it can be read', () => {
    expect(paletteOf('#1d5c63').accent).toBe('#1d5c63')
    expect(paletteOf('#ffb000').accent).toBe('#ffb000')
  })
})

describe('files', () => {
  it('are refused by size, kind and emptiness, with the reason', () => {
    expect(fileProblem({ size: 10, type: 'image/png' })).toBeUndefined()
    expect(fileProblem({ size: 10, type: 'text/plain;charset=utf-8' })).toBeUndefined()
    expect(fileProblem({ size: MAX_FILE_BYTES + 1, type: 'image/png' })).toBe('fileTooLarge')
    expect(fileProblem({ size: 10, type: 'text/html' })).toBe('fileType')
    expect(fileProblem({ size: 10, type: 'image/svg+xml' })).toBe('fileType')
    expect(fileProblem({ size: 10, type: '' })).toBe('fileType')
    expect(fileProblem({ size: 0, type: 'image/png' })).toBe('fileEmpty')
  })

  it('have a size in the customer’s language', () => {
    expect(fileSize(MAX_FILE_BYTES, 'en')).toBe('10 MB')
    expect(fileSize(2_516_582, 'es')).toBe('2,4 MB')
  })
})

describe('small things', () => {
  it('put the number of unread messages before the page’s title, once', () => {
    expect(withCount('Shop', 2)).toBe('(2) Shop')
    expect(withCount('(2) Shop', 3)).toBe('(3) Shop')
    expect(withCount('(3) Shop', 0)).toBe('Shop')
  })

  it('remember as long as the page lives where the browser refuses storage', () => {
    const memory = createMemory(() => {
      throw new Error('SecurityError')
    }, 'x:')
    memory.write('a', '1')
    expect(memory.read('a')).toBe('1')
    memory.write('a', undefined)
    expect(memory.read('a')).toBeUndefined()
  })

  it('group messages of one speaker, apart by day and by pause', () => {
    const at = new Date(2026, 2, 2, 12).getTime()
    const message = (key: string, speaker: Message['speaker'], minutes: number) =>
      ({ key, speaker, name: undefined, at: at + minutes * 60_000 }) as Message
    const rows = rowsOf([
      message('a', 'bot', 0),
      message('b', 'bot', 1),
      message('c', 'bot', 30),
      message('d', 'customer', 31),
      message('e', 'customer', 60 * 24),
    ])
    expect(
      rows.map(row =>
        row.kind === 'day' ? 'day' : `${row.key}${row.first ? '<' : ''}${row.last ? '>' : ''}`,
      ),
    ).toEqual(['day', 'a<', 'b>', 'c<>', 'd<>', 'day', 'e<>'])
  })

  it('make initials of a name in any script', () => {
    expect(initials('Elena Marín López')).toBe('EL')
    expect(initials('ștefan')).toBe('Ș')
    expect(initials('李 小龙')).toBe('李小')
    expect(initials('')).toBe('')
  })
})
