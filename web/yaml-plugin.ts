import type { Plugin } from 'vite'
import { parse } from 'yaml'

/** Translators edit YAML; what is built holds it as an object. */
export const yaml: Plugin = {
  name: 'yaml',
  transform(code, id) {
    if (!id.endsWith('.yaml')) return undefined
    return { code: `export default ${JSON.stringify(parse(code))}`, map: null }
  },
}
