import { isMap, isScalar, type Pair, parseDocument, type YAMLMap } from 'yaml'

/** The text of a YAML mapping with only those of its keys that `keep` wants, comments of theirs included. `depth`: how many levels of keys make a path. */
export function cutYaml(
  text: string,
  keep: (path: string) => boolean,
  depth = Number.POSITIVE_INFINITY,
): string {
  const document = parseDocument(text)
  if (isMap(document.contents)) cutMap(document.contents, '', keep, depth)
  return document.toString({ lineWidth: 0 })
}

/** Whether anything is left. */
function cutMap(map: YAMLMap, path: string, keep: (path: string) => boolean, depth: number): boolean {
  map.items = map.items.filter(pair => {
    const full = path === '' ? keyOf(pair) : `${path}.${keyOf(pair)}`
    return isMap(pair.value) && depth > 1 ? cutMap(pair.value, full, keep, depth - 1) : keep(full)
  })
  return map.items.length > 0
}

const keyOf = ({ key }: Pair): string => String(isScalar(key) ? key.value : key)
