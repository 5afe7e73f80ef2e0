import { readdirSync, readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import { createTexts } from '../locales/create-texts.ts'
import type { Texts } from '../locales/texts.ts'

interface Tree {
  [name: string]: string | Tree
}
const treeSchema: z.ZodType<Tree> = z.lazy(() => z.record(z.string(), z.union([z.string(), treeSchema])))

const folder = new URL('words/', import.meta.url)

/**
 * What the desk itself says to agents, from `words/<language>.yaml`; English where a language has no file.
 * @throws z.ZodError | YAMLParseError when a file of ours is broken
 */
export function ownTexts(): Texts {
  const files = readdirSync(folder).filter(name => name.endsWith('.yaml'))
  const wordings = files.map(name => {
    const tree = treeSchema.parse(parse(readFileSync(new URL(name, folder), 'utf8')))
    return [name.slice(0, -'.yaml'.length), new Map(leaves(tree))] as const
  })
  const languages = wordings.map(([language]) => language)
  return createTexts({
    languages: ['en', ...languages.filter(language => language !== 'en')],
    wordings: Object.fromEntries(wordings),
  })
}

const leaves = (tree: Tree, path = ''): [string, string][] =>
  Object.entries(tree).flatMap(([name, value]) =>
    typeof value === 'string' ? [[`${path}${name}`, value]] : leaves(value, `${path}${name}.`),
  )
