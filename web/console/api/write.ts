import { type Upload, uploadSchema } from '../../../protocol/api/desk.ts'
import { ApiError, request, writeHeaders } from './request.ts'

/** A key under which the server does a write once, however often it is sent. */
export const newKey = (): string => crypto.randomUUID()

/** `POST /api/v1/handoffs/:id/<verb>`. @throws ApiError */
export function act(
  id: string,
  verb: string,
  body: unknown = {},
  idempotencyKey = newKey(),
): Promise<unknown> {
  return request(`handoffs/${encodeURIComponent(id)}/${verb}`, { method: 'POST', body, idempotencyKey })
}

/** `PUT /api/v1/presence`. @throws ApiError */
export const setPresence = (status: 'online' | 'away'): Promise<unknown> =>
  request('presence', { method: 'PUT', body: { status } })

/** Uploads a file for an attachment; `onProgress` hears shares from 0 to 1. (`fetch` can't tell how far a body is.) @throws ApiError */
export function upload(
  file: File,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<Upload> {
  return new Promise((resolve, reject) => {
    const call = new XMLHttpRequest()
    call.open('POST', '/api/v1/uploads')
    call.setRequestHeader('content-type', file.type || 'application/octet-stream')
    call.setRequestHeader('x-file-name', encodeURIComponent(file.name))
    for (const [name, value] of Object.entries(writeHeaders())) call.setRequestHeader(name, value)
    call.upload.onprogress = ({ loaded, total }) => onProgress(total === 0 ? 0 : loaded / total)
    call.onerror = () => reject(new ApiError(0, 'offline'))
    call.onabort = () => reject(new ApiError(0, 'aborted'))
    call.onload = () => {
      const parsed = uploadSchema.safeParse(readJson(call.responseText))
      if (call.status < 300 && parsed.success) return resolve(parsed.data)
      const problem = readJson(call.responseText) as { title?: string; detail?: string } | undefined
      reject(new ApiError(call.status, problem?.title ?? call.statusText, problem?.detail))
    }
    signal.addEventListener('abort', () => call.abort())
    call.send(file)
  })
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
