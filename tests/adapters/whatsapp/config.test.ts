import { describe, expect, test } from 'vitest'
import { whatsapp } from '../../../adapters/whatsapp/index.ts'
import { environment } from './whatsapp-house.ts'

const faults = (settings: Record<string, string>): string => {
  try {
    whatsapp.configure(settings)
    return 'none'
  } catch (error) {
    return (error as Error).message
  }
}

describe("WhatsApp's settings", () => {
  test('leave it off when none is set, or all are empty', () => {
    expect(whatsapp.configure({})).toBeUndefined()
    expect(
      whatsapp.configure({ WHATSAPP_ACCESS_TOKEN: '', GRAPH_API_URL: 'http://localhost:1' }),
    ).toBeUndefined()
  })

  test('switch it on', () => {
    expect(whatsapp.configure(environment)).toBeTypeOf('function')
  })

  test('name each that is missing', () => {
    expect(faults({ WHATSAPP_ACCESS_TOKEN: 'EAA', WHATSAPP_VERIFY_TOKEN: 'v' })).toMatchInlineSnapshot(`
      "WHATSAPP_PHONE_NUMBER_ID: is missing; WhatsApp needs it beside the others
      WHATSAPP_APP_SECRET: is missing; WhatsApp needs it beside the others"
    `)
  })

  test.each([
    ['WHATSAPP_PHONE_NUMBER_ID', '+34 600 000 001'],
    ['WHATSAPP_PHONE_NUMBER_ID', ','],
    ['WHATSAPP_ACCESS_TOKEN', 'two words'],
    ['WHATSAPP_MESSAGES_PER_SECOND', 'many'],
    ['WHATSAPP_MESSAGES_PER_SECOND', '0'],
    ['GRAPH_API_URL', 'graph.facebook.com'],
    ['GRAPH_API_VERSION', '26'],
  ])('tell what %s should be instead of "%s"', (name, value) => {
    expect(faults({ ...environment, [name]: value })).toMatch(new RegExp(`^${name}: expected`))
  })
})
