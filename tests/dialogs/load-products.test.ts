import { describe, expect, test } from 'vitest'
import { loadProducts } from '../../dialogs/load-products.ts'
import { faultText } from '../../protocol/errors.ts'

const load = (text: string) => loadProducts({ 'lamp/products.yaml': text }, 'lamp')

describe('products.yaml', () => {
  test('gives the names of each product', () => {
    expect(load('alba: [Alba lamp, lámpara Alba]\nfaro: Faro\n')).toEqual({
      products: { alba: ['Alba lamp', 'lámpara Alba'], faro: ['Faro'] },
      faults: [],
    })
  })

  test('may be missing or empty', () => {
    expect(loadProducts({}, 'lamp')).toEqual({ faults: [] })
    expect(load('').products).toEqual({})
  })

  test('tells all its faults, each with its place', () => {
    expect(load('alba: [3]\n"a b": x\nfaro: []\n').faults.map(faultText)).toMatchInlineSnapshot(`
      [
        "lamp/products.yaml:1:1: alba must be the product's name, or a list of the names that customers use for it",
        "lamp/products.yaml:2:1: "a b" is no key of a product: letters, digits, - and _, like faro-lamp",
        "lamp/products.yaml:3:1: faro must be the product's name, or a list of the names that customers use for it",
      ]
    `)
    expect(load('[alba]').faults.map(faultText)).toEqual([
      'lamp/products.yaml:1:1: the file must be a mapping: a key, a colon, and the names that customers use for the product',
    ])
  })
})
