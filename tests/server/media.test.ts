import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { MediaSource } from '../../adapters/adapter.ts'
import { Refused, Unreachable } from '../../protocol/errors.ts'
import type { HttpAnswer } from '../../protocol/http.ts'
import { createMediaLinks } from '../../server/media-link.ts'
import { mediaRoutes } from '../../server/media-routes.ts'
import { type FreshDatabase, freshDatabase } from '../fresh-database.ts'
import { type House, openHouse, type ShiftedClock, shiftedClock } from './stand-in-house.ts'

const PNG = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.from('picture')])

describe.each(['sqlite', 'postgres'] as const)('a file that a message brings, on %s', engine => {
  let database: FreshDatabase
  let house: House
  let clock: ShiftedClock

  beforeEach(async () => {
    clock = shiftedClock()
    database = await freshDatabase(engine)
    house = await openHouse(database.url, { clock })
  })
  afterEach(async () => {
    await house.stop()
    await database.drop()
  })

  /** Says something with these files; gives what is known of them, as the transcript names them. */
  async function bring(...media: MediaSource[]) {
    const id = await house.say(randomUUID(), 'look', {
      media,
      activity: {
        type: 'message',
        text: 'look',
        attachments: media.map((_, n) => ({ contentType: 'image/*', contentUrl: `media:${n}` })),
      },
    })
    await expect.poll(() => house.store.transcript.list(id)).not.toEqual([])
    const [entry] = await house.store.transcript.list(id)
    const ids = (entry?.activity.attachments ?? []).map(one =>
      (one.contentUrl as string).slice('media:'.length),
    )
    return {
      ids,
      known: async () => {
        const found = await house.store.media.of(ids)
        return ids.map(one => found.find(file => file.id === one))
      },
    }
  }

  test('is stored with it, when its bytes came along; what is not taken is told', async () => {
    const { ids, known } = await bring(
      { bytes: PNG, contentType: 'text/html', name: 'a.png' },
      { bytes: Buffer.from('<script>'), contentType: 'image/png' },
      { bytes: Buffer.alloc(1_001) },
      {},
    )
    expect((await known()).map(file => [file?.status, file?.error ?? file?.contentType])).toEqual([
      ['stored', 'image/png'],
      ['refused', 'only images, PDF, sound, video and plain text are taken'],
      ['refused', 'over 1000 bytes'],
      ['refused', 'the platform names no file'],
    ])
    const file = await house.store.media.read(ids[0] as string)
    expect(Buffer.from(file?.bytes ?? [])).toEqual(PNG)
  })

  test('is loaded after it, again after an outage, and refused when it is gone', async () => {
    let down = true
    house.channel.fetchMedia = async ref => {
      if (ref === 'gone') throw new Refused('gone')
      if (down) throw new Unreachable('down')
      return { bytes: PNG, name: 'b.png' }
    }
    const { known } = await bring({ ref: 'picture' }, { ref: 'gone' })
    await expect.poll(async () => (await known())[1]?.status).toBe('refused')
    await expect.poll(async () => (await known())[0]?.error).toBe('channel.unreachable: down')
    down = false
    house.later(60_000)
    await expect.poll(async () => (await known())[0]?.status).toBe('stored')
    expect((await known())[0]).toMatchObject({ contentType: 'image/png', name: 'b.png', size: PNG.length })
  })

  test('is served by a signed link for a week, and by no other', async () => {
    const { ids } = await bring({ bytes: PNG, name: '../4111111111111111"è\r\n\u202e.png' })
    const id = ids[0] as string
    const links = createMediaLinks({ secret: 's'.repeat(32), base: 'https://bot.example', clock })
    const [route] = mediaRoutes(house.store.media, links)
    const load = (address: string) => {
      const url = new URL(address, 'https://bot.example')
      const request = { params: { id: url.pathname.split('/').at(-1) as string }, query: url.searchParams }
      return route?.handle(request as never) as Promise<HttpAnswer>
    }
    const link = links.link(`media:${id}`) as string
    expect(link).toBe(`https://bot.example${links.path(id)}`)
    const answer = await load(link)
    expect(answer).toMatchObject({
      status: 200,
      headers: {
        'content-type': 'image/png',
        'content-disposition': `inline; filename*=UTF-8''${encodeURIComponent('•'.repeat(12))}1111%22%C3%A8.png`,
        'x-content-type-options': 'nosniff',
      },
    })
    expect(Buffer.from(answer.body as Uint8Array)).toEqual(PNG)
    const other = await bring({ bytes: PNG })
    for (const wrong of [
      `/media/${id}`,
      link.replace(/s=.*/, 's=x'),
      link.replace(/e=\w+/, 'e=zzzzzzz'),
      link.replace(id, other.ids[0] as string),
    ]) {
      expect((await load(wrong)).status).toBe(404)
    }
    house.later(8 * 86_400_000)
    expect((await load(link)).status).toBe(404)
    expect(links.link('javascript:alert(1)')).toBeUndefined()
    expect(links.link('https://shop.example/a.png')).toBe('https://shop.example/a.png')
    expect(createMediaLinks({ secret: 's', base: undefined, clock }).link(`media:${id}`)).toBeUndefined()
  })
})
