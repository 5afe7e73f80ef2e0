import { describe, expect, test } from 'vitest'
import { callRoute } from '../door.ts'
import { codeOf, openDoor } from './webchat-door.ts'

const PATHS = [
  '/v3/directline/tokens/generate',
  '/v3/directline/tokens/refresh',
  '/v3/directline/tokens/resume',
  '/v3/directline/session/getsessionid',
  '/v3/directline/conversations',
  '/v3/directline/conversations/web_1',
  '/v3/directline/conversations/web_1/activities',
  '/v3/directline/conversations/web_1/upload',
  '/v3/directline/files/att_1',
]

describe('pages of other origins', () => {
  test('may ask before every request, with the headers that Microsoft’s client sends', async () => {
    const { channel } = openDoor()
    for (const path of PATHS) {
      const answer = await callRoute(channel, {
        method: 'OPTIONS',
        path,
        headers: { origin: 'https://shop.example' },
      })
      expect([path, answer.status, answer.headers]).toEqual([
        path,
        204,
        expect.objectContaining({
          'access-control-allow-origin': 'https://shop.example',
          'access-control-allow-methods': 'GET, POST, OPTIONS',
          'access-control-allow-headers': expect.stringMatching(
            /^(?=.*authorization)(?=.*content-type)(?=.*x-ms-bot-agent)(?=.*x-requested-with)(?=.*accept)/,
          ),
          'access-control-max-age': '600',
          vary: 'Origin',
        }),
      ])
    }
  })

  test('can read refusals too, with the time to wait', async () => {
    const { channel } = openDoor()
    const answer = await callRoute(channel, {
      method: 'POST',
      path: '/v3/directline/conversations',
      headers: { origin: 'https://shop.example' },
    })
    expect(answer.status).toBe(401)
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': 'https://shop.example',
      'access-control-expose-headers': 'retry-after',
    })
    expect(answer.headers).not.toHaveProperty('access-control-allow-credentials')
  })

  test('are kept out when the settings name others, our own pages never', async () => {
    const environment = { WEBCHAT_ORIGINS: 'https://shop.example/, http://localhost:8080' }
    const door = openDoor({ environment, deps: { publicUrl: 'https://chat.example' } })
    const generateFrom = (origin?: string) =>
      door.call({
        method: 'POST',
        path: '/tokens/generate',
        headers: origin === undefined ? {} : { origin },
      })
    for (const origin of [
      'https://shop.example',
      'http://localhost:8080',
      'https://bot.example',
      'https://chat.example',
      undefined,
    ]) {
      expect([origin, (await generateFrom(origin)).status]).toEqual([origin, 200])
    }
    for (const origin of ['https://shop.example.evil', 'http://shop.example', 'null', 'x']) {
      const answer = await generateFrom(origin)
      expect([origin, answer.status, codeOf(answer)]).toEqual([origin, 403, 'Forbidden'])
      expect(answer.headers).not.toHaveProperty('access-control-allow-origin')
    }
  })
})
