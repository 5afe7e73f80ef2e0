import { describe, expect, test } from 'vitest'
import { configOn, type Machine } from '../../../adapters/whatsapp-web/config.ts'

const machine = (more: Partial<Machine> = {}): Machine => ({
  fileExists: path => path === '/usr/bin/chromium',
  packageExists: () => true,
  ...more,
})
const read = (environment: Record<string, string>, on = machine()) => configOn(on).safeParse(environment)
const faults = (environment: Record<string, string>, on?: Machine) =>
  read(environment, on).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)

describe('the settings of WhatsApp by QR code', () => {
  test('are off by default, and then ask for neither package nor browser', () => {
    const bare = machine({ fileExists: () => false, packageExists: () => false })
    expect(read({}, bare)).toEqual({ success: true, data: undefined })
    expect(read({ WHATSAPP_WEB: '0' }, bare)).toEqual({ success: true, data: undefined })
  })

  test('find a browser, and keep the login with the other data', () => {
    expect(read({ WHATSAPP_WEB: '1', DATA_DIR: '/srv/bot' }).data).toEqual({
      chromium: '/usr/bin/chromium',
      folder: '/srv/bot/whatsapp-web',
    })
    expect(
      read({ WHATSAPP_WEB: '1', DATA_DIR: '/srv/bot', WHATSAPP_WEB_CLIENT_ID: 'shop-2' }).data,
    ).toMatchObject({ clientId: 'shop-2' })
  })

  test('say exactly what is to be installed', () => {
    const bare = machine({ fileExists: () => false, packageExists: () => false })
    expect(faults({ WHATSAPP_WEB: '1' }, bare)).toMatchInlineSnapshot(`
      [
        "WHATSAPP_WEB: needs the package whatsapp-web.js: run "npm install whatsapp-web.js@1.34"",
        "WHATSAPP_WEB_CHROMIUM: needs Chromium or Chrome, and none was found: install one (Debian, Ubuntu: "apt install chromium") or set its path",
      ]
    `)
    expect(
      faults({ WHATSAPP_WEB: 'yes', WHATSAPP_WEB_CHROMIUM: '/opt/x', WHATSAPP_WEB_CLIENT_ID: 'a b' }),
    ).toMatchInlineSnapshot(`
        [
          "WHATSAPP_WEB: expected 1 (on) or nothing",
          "WHATSAPP_WEB_CHROMIUM: expected the path of Chromium or Chrome, but there is no such file",
          "WHATSAPP_WEB_CLIENT_ID: expected letters, digits, _ and -",
        ]
      `)
  })
})
