import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { z } from 'zod'

/** A phone of the shop's, linked by a QR code. */
export interface WhatsappWebConfig {
  /** The browser that WhatsApp Web runs in. */
  chromium: string
  /** Tells apart several phones in one folder. */
  clientId?: string
  /** Where the login is kept: who can read it has the phone's chats. Absolute. */
  folder: string
}

/** What can be looked up on this machine; a test brings its own. */
export interface Machine {
  fileExists(path: string): boolean
  packageExists(name: string): boolean
}

const PACKAGE = 'whatsapp-web.js'
/** Where distributions put them. */
const BROWSERS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

const require = createRequire(import.meta.url)
const thisMachine: Machine = {
  fileExists: existsSync,
  packageExists(name) {
    try {
      require.resolve(name)
      return true
    } catch {
      return false
    }
  },
}

const variable = z.preprocess(value => (value === '' ? undefined : value), z.string().trim().optional())

/** Reads `WHATSAPP_WEB` (1: on) and what belongs to it. The package and the browser are asked for only when it is on. */
export const configOn = (machine: Machine): z.ZodType<WhatsappWebConfig | undefined> =>
  z
    .object({
      WHATSAPP_WEB: variable,
      WHATSAPP_WEB_CHROMIUM: variable,
      WHATSAPP_WEB_CLIENT_ID: variable,
      DATA_DIR: variable,
    })
    .transform((given, context): WhatsappWebConfig | undefined => {
      const fault = (name: string, message: string) =>
        context.addIssue({ code: 'custom', path: [name], message })
      const { WHATSAPP_WEB: on, WHATSAPP_WEB_CLIENT_ID: clientId, WHATSAPP_WEB_CHROMIUM: asked } = given
      if (on === undefined || on === '0') return undefined
      if (on !== '1') fault('WHATSAPP_WEB', 'expected 1 (on) or nothing')
      if (!machine.packageExists(PACKAGE)) {
        fault('WHATSAPP_WEB', `needs the package ${PACKAGE}: run "npm install ${PACKAGE}@1.34"`)
      }
      const chromium = asked ?? BROWSERS.find(machine.fileExists)
      if (chromium === undefined) {
        fault(
          'WHATSAPP_WEB_CHROMIUM',
          'needs Chromium or Chrome, and none was found: install one (Debian, Ubuntu: "apt install chromium") or set its path',
        )
      } else if (!machine.fileExists(chromium)) {
        fault('WHATSAPP_WEB_CHROMIUM', 'expected the path of Chromium or Chrome, but there is no such file')
      }
      if (clientId !== undefined && !/^[-\w]+$/.test(clientId)) {
        fault('WHATSAPP_WEB_CLIENT_ID', 'expected letters, digits, _ and -')
      }
      return {
        chromium: chromium ?? '',
        folder: resolve(given.DATA_DIR ?? 'data', 'whatsapp-web'),
        ...(clientId === undefined ? {} : { clientId }),
      }
    })

export const whatsappWebConfig = configOn(thisMachine)
