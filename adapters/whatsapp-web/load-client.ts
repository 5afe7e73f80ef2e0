import { join } from 'node:path'
import type { WhatsappWebConfig } from './config.ts'
import type { MediaOf, WebClient } from './web-client.ts'

/** How often a QR code is renewed before the browser is closed and, later, begun anew: some two minutes. */
const QR_TIMES = 6

/** A client of the package with the kept login. The package is heavy, and loaded only here. */
export async function loadClient(
  config: WhatsappWebConfig,
): Promise<{ client: WebClient; mediaOf: MediaOf }> {
  const { default: library } = await import('whatsapp-web.js')
  const client = new library.Client({
    authStrategy: new library.LocalAuth({
      dataPath: config.folder,
      ...(config.clientId === undefined ? {} : { clientId: config.clientId }),
    }),
    // The page that worked is kept, for the days when WhatsApp changes it.
    webVersionCache: { type: 'local', path: join(config.folder, 'versions') },
    qrMaxRetries: QR_TIMES,
    puppeteer: {
      headless: true,
      executablePath: config.chromium,
      args: browserArguments(),
      // Tried with Chromium 156: it ends with the pipe when the server is killed; with a socket it lives on and holds the login's folder.
      pipe: true,
    },
  })
  return {
    client: client as unknown as WebClient,
    mediaOf: (contentType, base64, name) => new library.MessageMedia(contentType, base64, name),
  }
}

/** Chromium refuses its own sandbox to root, as in most containers; their shared memory is too small for it. */
function browserArguments(): string[] {
  const asRoot = process.getuid?.() === 0
  return ['--disable-dev-shm-usage', ...(asRoot ? ['--no-sandbox'] : [])]
}
