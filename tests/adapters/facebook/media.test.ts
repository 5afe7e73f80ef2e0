import { describe, expect, test } from 'vitest'
import { RateLimited, Refused, Unreachable } from '../../../protocol/errors.ts'
import { type FacebookHarness, openFacebook, PAGE } from './facebook-harness.ts'

const fetched = ({ channel }: FacebookHarness, url: unknown, maxBytes = 1000) =>
  channel.fetchMedia?.({ url } as never, { account: PAGE, maxBytes, signal: AbortSignal.timeout(5000) })

describe('a file that a customer sent', () => {
  test('is loaded from Meta’s hosts, without a token', async () => {
    const one = openFacebook('messenger')
    one.answer(() => new Response('bytes', { headers: { 'content-type': 'image/jpeg' } }))
    const media = await fetched(one, 'https://scontent-mad1-1.xx.fbcdn.net/v/1.jpg?oh=1')
    expect([Buffer.from(media?.bytes ?? []).toString(), media?.contentType]).toEqual(['bytes', 'image/jpeg'])
    expect(one.calls[0]?.headers.get('authorization')).toBeNull()
  })

  test.each([
    'http://scontent.xx.fbcdn.net/1.jpg',
    'https://169.254.169.254/latest/meta-data',
    'https://localhost/1.jpg',
    'https://fbcdn.net.evil.example/1.jpg',
    'https://evilfbcdn.net/1.jpg',
    'https://fbcdn.net@evil.example/1.jpg',
    'https://user:word@scontent.xx.fbcdn.net/1.jpg',
    'https://scontent.xx.fbcdn.net:8443/1.jpg',
    'file:///etc/passwd',
    'https://graph.test.evil.example/1.jpg',
    '//scontent.xx.fbcdn.net/1.jpg',
    7,
    undefined,
  ])('is not loaded from %s', async url => {
    const one = openFacebook('messenger')
    await expect(fetched(one, url)).rejects.toBeInstanceOf(Refused)
    expect(one.calls).toEqual([])
  })

  test('is looked for where a redirect leads, if that is Meta’s too', async () => {
    const one = openFacebook('instagram')
    const to = (location: string) => new Response(null, { status: 302, headers: { location } })
    one.answer(url =>
      url.host === 'lookaside.fbsbx.com' ? to('https://scontent.cdninstagram.com/x') : new Response('x'),
    )
    await expect(
      fetched(one, 'https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id=1'),
    ).resolves.toBeDefined()
    one.answer(() => to('https://169.254.169.254/'))
    await expect(fetched(one, 'https://cdn.fbsbx.com/1')).rejects.toBeInstanceOf(Refused)
    one.answer(() => to('/again'))
    await expect(fetched(one, 'https://cdn.fbsbx.com/1')).rejects.toBeInstanceOf(Refused)
  })

  test('is gone, too large, or tried again', async () => {
    const one = openFacebook('messenger')
    const url = 'https://cdn.fbsbx.com/1'
    for (const [status, error] of [
      [403, Refused],
      [404, Refused],
      [410, Refused],
      [429, RateLimited],
      [500, Unreachable],
    ] as const) {
      one.answer(() => new Response('', { status }))
      await expect(fetched(one, url)).rejects.toBeInstanceOf(error)
    }
    one.answer(() => new Response('x'.repeat(1001)))
    await expect(fetched(one, url)).rejects.toBeInstanceOf(Refused)
    one.answer(() => {
      throw new TypeError('fetch failed')
    })
    await expect(fetched(one, url)).rejects.toBeInstanceOf(Unreachable)
  })
})
