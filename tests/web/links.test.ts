import { describe, expect, it } from 'vitest'
import { safeImage, safeLink, withoutBidi } from '../../web/widget/links.ts'

describe('links', () => {
  it('lets web, mail and phone addresses pass, and nothing else', () => {
    expect(safeLink('https://a.example/b')).toBe('https://a.example/b')
    expect(safeLink(' http://a.example ')).toBe('http://a.example/')
    expect(safeLink('tel:+40212345')).toBe('tel:+40212345')
    for (const bad of [
      'javascript:alert(1)',
      'java\nscript:alert(1)',
      '\u0001javascript:x',
      'data:text/html,x',
      'file:///etc',
      'blob:https://x',
      '/x',
      'x',
      '',
      42,
      null,
      undefined,
      {},
    ]) {
      expect(safeLink(bad)).toBeUndefined()
    }
  })

  it('lets pictures pass from the web, from the message and from the page, but no SVG in the message', () => {
    expect(safeImage('https://a.example/b.png')).toBe('https://a.example/b.png')
    expect(safeImage('data:image/png;base64,AAAA')).toBe('data:image/png;base64,AAAA')
    expect(safeImage('blob:https://shop.example/1')).toBe('blob:https://shop.example/1')
    for (const bad of [
      'data:image/svg+xml;base64,AAAA',
      'data:text/html;base64,AAAA',
      'mailto:a@b.c',
      'javascript:x',
      undefined,
    ]) {
      expect(safeImage(bad)).toBeUndefined()
    }
  })

  it('takes the characters out of a name that would turn it', () => {
    expect(withoutBidi('invoice\u202egnp.exe')).toBe('invoicegnp.exe')
    expect(withoutBidi('فاتورة.pdf')).toBe('فاتورة.pdf')
  })
})
