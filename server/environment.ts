import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { ConfigError } from '../protocol/errors.ts'

/**
 * The environment with `.env` of `folder` beneath it: a variable that is set wins over the file. With NODE_ENV=production the
 * file is not read, so that a forgotten one changes nothing on a server.
 * @throws ConfigError when the file is there and can't be read
 */
export function withDotEnv(
  env: Readonly<Record<string, string | undefined>>,
  folder: string,
): Record<string, string | undefined> {
  if (env.NODE_ENV === 'production') return { ...env }
  const path = join(folder, '.env')
  try {
    return { ...parseEnv(readFileSync(path, 'utf8')), ...env }
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return { ...env }
    throw new ConfigError(`${path} can't be read: check its permissions`, { cause })
  }
}
