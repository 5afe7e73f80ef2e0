import { z } from 'zod'
import { Refused, Unreachable } from '../../protocol/errors.ts'
import type { Json } from '../../protocol/json.ts'
import type { Link } from './link.ts'
import type { PhoneFile } from './phone.ts'

const refSchema = z.object({ messageId: z.string() })

/**
 * Loads the file of a message from the phone.
 * @throws Unreachable | Refused (gone, or over `maxBytes`)
 */
export async function fetchMedia(
  ref: Json,
  { account, maxBytes, signal }: { account: string; maxBytes: number; signal: AbortSignal },
  link: Link,
): Promise<{ bytes: Uint8Array; contentType: string; name?: string }> {
  const { messageId } = refSchema.parse(ref)
  const { phone } = link.phone(account)
  let file: PhoneFile | undefined
  try {
    file = await Promise.race([phone.call('file', messageId), ended(signal)])
  } catch (cause) {
    throw new Unreachable('whatsapp-web: the phone did not give the file', { cause })
  }
  if (file === undefined) throw new Refused('whatsapp-web: the file is gone')
  const bytes = Buffer.from(file.base64, 'base64')
  if (bytes.byteLength > maxBytes) throw new Refused(`whatsapp-web: the file is over ${maxBytes} bytes`)
  const { contentType, name } = file
  return { bytes, contentType, ...(name === undefined ? {} : { name }) }
}

const ended = (signal: AbortSignal) =>
  new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
