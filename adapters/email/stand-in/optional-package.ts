import { ConfigError } from '../../../protocol/errors.ts'

/**
 * A package that only the stand-in needs: a shop's server is installed without it.
 * @throws ConfigError that says what to install
 */
export async function optionalPackage<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load()
  } catch (cause) {
    throw new ConfigError(
      `the stand-in of e-mail needs the package ${name}: npm install --save-dev ${name}`,
      { cause },
    )
  }
}
