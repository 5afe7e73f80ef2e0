import { describe, expect, it } from 'vitest'
import { createDirectLine, DirectLineFault } from '../../web/widget/direct-line.ts'

const grant = { conversationId: 'c 1', token: 't', resumeToken: undefined, streamUrl: undefined }

function lineThat(answer: (request: Request) => Response | Promise<Response>) {
  const requests: Request[] = []
  const line = createDirectLine('https://x.example/v3/directline', {
    fetch: async (input, init) => {
      const request = new Request(input, init)
      requests.push(request)
      return answer(request)
    },
  })
  return { line, requests }
}
const faultOf = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    error => error as DirectLineFault,
  )

describe('Direct Line calls', () => {
  it('are the documented ones', async () => {
    const { line, requests } = lineThat(() =>
      Response.json({ conversationId: 'c 1', token: 't', id: '7', activities: [] }),
    )
    await line.generate()
    await line.resume('r')
    await line.refresh('t')
    await line.start('t', 'es')
    await line.reconnect(grant, '5')
    await line.poll(grant, '')
    expect(await line.post(grant, { type: 'message' })).toBe('7')
    expect(
      requests.map(({ method, url }) => `${method} ${url.replace('https://x.example/v3/directline', '')}`),
    ).toEqual([
      'POST /tokens/generate',
      'POST /tokens/resume',
      'POST /tokens/refresh',
      'POST /conversations',
      'GET /conversations/c%201?watermark=5',
      'GET /conversations/c%201/activities?watermark=',
      'POST /conversations/c%201/activities',
    ])
    expect(requests[0]?.headers.get('authorization')).toBeNull()
    expect(requests[3]?.headers.get('authorization')).toBe('Bearer t')
    expect(await requests[3]?.json()).toEqual({ locale: 'es' })
  })

  it('send files as Microsoft’s client does: the activity, then each file', async () => {
    const { line, requests } = lineThat(() => Response.json({ id: '8' }))
    await line.upload(grant, { type: 'message' }, [
      { name: 'a.png', blob: new Blob(['x'], { type: 'image/png' }) },
    ])
    const form = await (requests[0] as Request).formData()
    const activity = form.get('activity') as File
    expect(activity.type).toBe('application/vnd.microsoft.activity')
    expect(JSON.parse(await activity.text())).toEqual({ type: 'message' })
    expect((form.get('file') as File).name).toBe('a.png')
  })

  it.each([
    [401, 'expired'],
    [403, 'expired'],
    [404, 'gone'],
    [429, 'busy'],
    [500, 'busy'],
    [502, 'busy'],
    [503, 'busy'],
    [400, 'refused'],
    [413, 'refused'],
    [415, 'refused'],
  ])('tell what to do about %i: %s', async (status, code) => {
    const { line } = lineThat(() => new Response('{}', { status, headers: { 'retry-after': '3' } }))
    expect(await faultOf(line.post(grant, {}))).toMatchObject({ code, status, retryAfterMs: 3000 })
  })

  it('tell a network failure, broken JSON and a grant without token from a refusal', async () => {
    const cut = lineThat(() => Promise.reject(new TypeError('Failed to fetch')))
    expect(await faultOf(cut.line.generate())).toMatchObject({ code: 'unreachable' })
    const broken = lineThat(() => new Response('<html>'))
    expect(await faultOf(broken.line.generate())).toBeInstanceOf(DirectLineFault)
    const empty = lineThat(() => Response.json({}))
    expect(await faultOf(empty.line.generate())).toMatchObject({ code: 'busy' })
  })
})
