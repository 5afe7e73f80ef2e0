import type { Fault } from '../protocol/errors.ts'
import type { ContentFiles } from './content.ts'
import { readYaml } from './yaml-file.ts'

export interface LoadedProducts {
  /** By key, in the file's order; undefined without a `products.yaml`. */
  products?: Readonly<Record<string, readonly string[]>>
  faults: readonly Fault[]
}

const KEY = /^[a-z0-9][a-z0-9_-]*$/i

/** Reads `products.yaml`: key → name, or list of names in any language. Never throws; all faults at once. */
export function loadProducts(files: ContentFiles, bot: string): LoadedProducts {
  const file = `${bot}/products.yaml`
  const text = files[file]
  if (text === undefined) return { faults: [] }
  const yaml = readYaml(file, text)
  const faults: Fault[] = [...yaml.faults]
  const products: Record<string, readonly string[]> = {}
  const fault = (key: string, message: string) =>
    faults.push({ file, ...yaml.keyAt([key]), message, severity: 'error' })
  const value = yaml.value ?? {}
  if (typeof value !== 'object' || Array.isArray(value)) {
    const message =
      'the file must be a mapping: a key, a colon, and the names that customers use for the product'
    return { faults: [...faults, { file, ...yaml.at([]), message, severity: 'error' }] }
  }
  for (const [key, said] of Object.entries(value)) {
    const names = [said].flat()
    if (!KEY.test(key))
      fault(key, `"${key}" is no key of a product: letters, digits, - and _, like faro-lamp`)
    else if (names.length === 0 || !names.every(isName))
      fault(key, `${key} must be the product's name, or a list of the names that customers use for it`)
    else products[key] = names
  }
  return { products, faults }
}

const isName = (name: unknown): name is string => typeof name === 'string' && name.trim() !== ''
