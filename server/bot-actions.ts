import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Action } from '../protocol/call.ts'
import { ContentError, type Fault } from '../protocol/errors.ts'
import { BUILT_IN_ACTIONS } from './built-in-actions.ts'

/**
 * The actions that a bot's `actions/*.ts` (or `.js`) export. Being code they are loaded once, at start. `shown` is the folder's name in messages.
 * @throws ContentError for a file that can't be loaded, exports no action, or takes a name that is taken
 */
export async function loadBotActions(bot: { dir: string; shown: string }): Promise<readonly Action[]> {
  const folder = join(bot.dir, 'actions')
  if (!existsSync(folder)) return []
  const taken = new Set(BUILT_IN_ACTIONS.map(({ name }) => name))
  const faults: Fault[] = []
  const actions: Action[] = []
  for (const name of readdirSync(folder).filter(isCode).sort()) {
    const fault = (message: string) =>
      faults.push({ file: `${bot.shown}/actions/${name}`, line: 1, col: 1, message, severity: 'error' })
    try {
      const exported = Object.values(await import(pathToFileURL(join(folder, name)).href)).filter(isAction)
      if (exported.length === 0) fault('exports no action; export what defineAction({ … }) gives')
      for (const action of exported) {
        if (taken.has(action.name)) fault(`the action "${action.name}" is there already; choose another name`)
        taken.add(action.name)
        actions.push(action)
      }
    } catch (error) {
      fault(`can't be loaded: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  if (faults.length > 0) throw new ContentError(faults)
  return actions
}

const isCode = (name: string): boolean => /\.(ts|js|mjs)$/.test(name) && !name.endsWith('.d.ts')

const isAction = (value: unknown): value is Action =>
  typeof value === 'object' &&
  value !== null &&
  'name' in value &&
  typeof value.name === 'string' &&
  'outcomes' in value &&
  Array.isArray(value.outcomes) &&
  'run' in value &&
  typeof value.run === 'function'
