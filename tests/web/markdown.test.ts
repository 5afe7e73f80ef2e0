import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Inline, parseAddresses, parseInline, parseMarkdown } from '../../web/widget/markdown.ts'
import { processorMs } from '../processor-time.ts'

const words = (inlines: readonly Inline[]): string =>
  inlines.map(inline => (inline.kind === 'text' ? inline.text : words(inline.children))).join('')
const links = (inlines: readonly Inline[]): string[] =>
  inlines.flatMap(inline =>
    inline.kind === 'text' ? [] : inline.kind === 'link' ? [inline.href] : links(inline.children),
  )

describe('parseInline', () => {
  it('reads bold and links, also a link inside bold', () => {
    expect(parseInline('a **b** c')).toEqual([
      { kind: 'text', text: 'a ' },
      { kind: 'bold', children: [{ kind: 'text', text: 'b' }] },
      { kind: 'text', text: ' c' },
    ])
    expect(parseInline('**[x](https://a.example/)**')).toEqual([
      {
        kind: 'bold',
        children: [{ kind: 'link', href: 'https://a.example/', children: [{ kind: 'text', text: 'x' }] }],
      },
    ])
  })

  it('makes links of bare addresses, without the punctuation of the sentence', () => {
    const line = parseInline('See https://a.example/x?y=1, (http://b.example) or help@shop.example.')
    expect(links(line)).toEqual(['https://a.example/x?y=1', 'http://b.example/', 'mailto:help@shop.example'])
    expect(words(line)).toBe('See https://a.example/x?y=1, (http://b.example) or help@shop.example.')
  })

  it('keeps balanced brackets of an address', () => {
    expect(links(parseInline('https://w.example/Luna_(lamp)'))).toEqual(['https://w.example/Luna_(lamp)'])
    expect(links(parseInline('[Luna](https://w.example/Luna_(lamp))'))).toEqual([
      'https://w.example/Luna_(lamp)',
    ])
  })

  it('takes tel: and mailto:', () => {
    expect(links(parseInline('[call](tel:+34600111222) <mailto:a@b.example>'))).toEqual([
      'tel:+34600111222',
      'mailto:a@b.example',
    ])
  })

  it.each([
    '[x](javascript:alert(1))',
    '[x](JaVaScRiPt:alert(1))',
    '[x](java\tscript:alert(1))',
    '[x](data:text/html,<script>1</script>)',
    '[x](vbscript:x)',
    '[x](/orders)',
    '[x](//evil.example)',
    '<javascript:alert(1)>',
  ])('leaves %s as text', line => {
    expect(links(parseInline(line))).toEqual([])
    expect(words(parseInline(line))).toBe(line)
  })

  it('leaves stars and underscores that mark nothing', () => {
    for (const line of ['2 ** 3', 'a*b*c', 'snake_case_name', '**', '****', '** a **']) {
      expect(words(parseInline(line))).toBe(line)
    }
  })
})

describe('parseAddresses', () => {
  it('shows what a customer typed as typed, with links only where an address stands', () => {
    const line = parseAddresses('**not bold** [x](https://a.example) https://b.example')
    expect(words(line)).toBe('**not bold** [x](https://a.example) https://b.example')
    expect(links(line)).toEqual(['https://a.example/', 'https://b.example/'])
  })
})

describe('parseMarkdown', () => {
  it('reads paragraphs, lists and numbered lists', () => {
    expect(parseMarkdown('one\ntwo\n\n- a\n- b\n\n3. c\n4. d').map(block => block.kind)).toEqual([
      'paragraph',
      'list',
      'list',
    ])
    expect(parseMarkdown('3. c\n4. d')[0]).toMatchObject({ ordered: true, start: 3 })
    expect(parseMarkdown('Pay by:\r\n* card\r\n* PayPal')).toHaveLength(2)
  })

  it('does not take an order number or a negative amount for a list', () => {
    expect(parseMarkdown('10432. is my order')[0]?.kind).toBe('paragraph')
    expect(parseMarkdown('-5 °C')[0]?.kind).toBe('paragraph')
  })

  it('loses no letter and never throws, whatever is written', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), text => {
        const line = text.replace(/[\n\r]/g, ' ')
        expect(words(parseAddresses(line))).toBe(line)
        for (const href of [...links(parseInline(line)), ...links(parseAddresses(line))]) {
          expect(href).toMatch(/^(https?|mailto|tel):/)
        }
        parseMarkdown(text)
      }),
    )
  })

  it.each([
    ['brackets', '['.repeat(100_000)],
    ['stars', '**a'.repeat(33_000)],
    ['links that never end', '[a](https://'.repeat(8_000)],
    ['addresses', 'a.'.repeat(50_000)],
    ['one word', 'x'.repeat(100_000)],
    ['short of the limit: brackets', '[a]('.repeat(4_900)],
    ['short of the limit: addresses', `${'a-'.repeat(9_900)}@`],
  ])('reads 100 KB of %s in no time', (_, text) => {
    expect(processorMs(() => parseMarkdown(text))).toBeLessThan(500)
  })
})
