import { type ComponentType, type LazyExoticComponent, lazy } from 'react'

/** A part that is loaded when it is first shown, by its own name; to be put under a `Suspense`. */
export function lazyPart<Name extends string, Props>(
  load: () => Promise<Record<Name, ComponentType<Props>>>,
  name: Name,
): LazyExoticComponent<ComponentType<Props>> {
  return lazy(async (): Promise<{ default: ComponentType<Props> }> => ({ default: (await load())[name] }))
}
