import { useSyncExternalStore } from 'react'
import type { Upload } from '../../../protocol/api/desk.ts'
import { upload } from '../api/write.ts'

/** A file to be sent: on its way to the server, there, or refused. */
export interface Attached {
  key: string
  name: string
  size: number
  share: number
  done?: Upload
  error?: unknown
  stop: AbortController
  file: File
}

/** Of one message, as `reply` takes them. */
export const MOST_FILES = 10

const NONE: readonly Attached[] = []
const all = new Map<string, readonly Attached[]>()
const listeners = new Set<() => void>()

function put(id: string, files: readonly Attached[]): void {
  if (files.length === 0) all.delete(id)
  else all.set(id, files)
  for (const tell of listeners) tell()
}

const change = (id: string, key: string, part: Partial<Attached>) =>
  put(
    id,
    (all.get(id) ?? NONE).map(file => (file.key === key ? { ...file, ...part } : file)),
  )

/** Begins to upload; what is more than a message may have is left out. */
export function attach(id: string, files: readonly File[]): void {
  const old = all.get(id) ?? NONE
  const added = files.slice(0, MOST_FILES - old.length).map(file => ({
    key: crypto.randomUUID(),
    name: file.name,
    size: file.size,
    share: 0,
    stop: new AbortController(),
    file,
  }))
  put(id, [...old, ...added])
  for (const { key, file, stop } of added) void load(id, key, file, stop)
}

async function load(id: string, key: string, file: File, stop: AbortController): Promise<void> {
  try {
    const done = await upload(file, share => change(id, key, { share }), stop.signal)
    change(id, key, { done, share: 1 })
  } catch (error) {
    change(id, key, { error })
  }
}

/** Tries a refused or broken one again. */
export function attachAgain(id: string, { key, file }: Attached): void {
  const stop = new AbortController()
  put(
    id,
    (all.get(id) ?? NONE).map(({ error: _, ...old }) => (old.key === key ? { ...old, share: 0, stop } : old)),
  )
  void load(id, key, file, stop)
}

export function detach(id: string, key: string): void {
  const files = all.get(id) ?? NONE
  files.find(file => file.key === key)?.stop.abort()
  put(
    id,
    files.filter(file => file.key !== key),
  )
}

export function detachAll(id: string): void {
  put(id, NONE)
}

/** The files of a conversation's draft; they load on while the agent looks at another. */
export function useAttached(id: string): readonly Attached[] {
  return useSyncExternalStore(subscribe, () => all.get(id) ?? NONE)
}

function subscribe(tell: () => void): () => void {
  listeners.add(tell)
  return () => listeners.delete(tell)
}
