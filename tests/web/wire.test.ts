import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readActivitySet, readFrame, readGrant, userOfToken } from '../../web/widget/wire.ts'

describe('wire', () => {
  it('ignores keep-alives and what is no JSON', () => {
    for (const data of ['', 'x', '{', undefined, new ArrayBuffer(2)]) expect(readFrame(data)).toBeUndefined()
  })

  it('keeps the watermark when there is none', () => {
    expect(readFrame('{"activities":[],"watermark":null}')).toEqual({ activities: [], watermark: undefined })
    expect(readActivitySet({ watermark: 17 }).watermark).toBe('17')
  })

  it('reads whatever comes without throwing', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        readActivitySet(value)
        readGrant(value)
        const { activities } = readActivitySet({
          activities: [
            value,
            {
              type: 'message',
              text: value,
              from: value,
              attachments: value,
              suggestedActions: value,
              channelData: value,
              timestamp: value,
            },
          ],
        })
        for (const activity of activities) expect(typeof activity.text).toBe('string')
      }),
    )
  })

  it('takes a grant only with a conversation and a token', () => {
    expect(readGrant({ conversationId: 'c' })).toBeUndefined()
    expect(readGrant({ conversationId: 'c', token: 't', streamUrl: 5 })).toMatchObject({
      conversationId: 'c',
      token: 't',
    })
  })

  it('finds the user in a token, and nothing in a garbled one', () => {
    const payload = Buffer.from('{"user":"u-1","x":"ÿ?~"}').toString('base64url')
    expect(userOfToken(`h.${payload}.s`)).toBe('u-1')
    for (const token of ['', 'x', 'a.b.c', 'a.%%%.c']) expect(userOfToken(token)).toBeUndefined()
  })
})
