import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createEventReader } from '../../web/console/api/event-stream.ts'

const word = fc.string({ unit: fc.constantFrom('a', 'é', ' ', ':', '{', '"', '🙂', 'ß') })
const event = fc.record({
  id: fc.option(fc.nat().map(String), { nil: undefined }),
  event: fc.constantFrom('handoff', 'message', 'typing'),
  data: fc.array(word, { minLength: 1, maxLength: 3 }).map(lines => lines.join('\n')),
})

describe('the reader of server-sent events', () => {
  it('gives the same events however the text is cut, and whatever ends its lines', () => {
    fc.assert(
      fc.property(
        fc.array(event),
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.infiniteStream(fc.nat(7)),
        (events, end, cuts) => {
          const text = events
            .map(({ id, event, data }) =>
              [
                ...(id === undefined ? [] : [`id: ${id}`]),
                `event: ${event}`,
                ': a sign of life',
                ...data.split('\n').map(line => `data: ${line}`),
                '',
                '',
              ].join(end),
            )
            .join('')
          const reader = createEventReader()
          const found = []
          for (let at = 0; at < text.length; ) {
            const size = 1 + (cuts.next().value as number)
            found.push(...reader.push(text.slice(at, at + size)))
            at += size
          }
          // A last carriage return may be half of a line's end: what follows completes it.
          found.push(...reader.push(': more\n'))
          expect(found).toEqual(events)
        },
      ),
    )
  })

  it('passes over what it does not know, and over events without data', () => {
    const reader = createEventReader()
    expect(reader.push('retry: 10\nnonsense\n\nevent: x\n\ndata:no space\nid: 7\n\n')).toEqual([
      { id: '7', event: 'message', data: 'no space' },
    ])
  })
})
