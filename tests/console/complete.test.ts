import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { agentsFor, askedAt, cannedFor } from '../../web/console/composer/complete.ts'
import { AGENTS } from './sample.ts'

const REPLIES = [
  { name: 'refund_done', title: 'Reembolso hecho', text: 'Su reembolso está en camino.' },
  { name: 'sorry_late', title: 'Perdón por el retraso', text: 'Sentimos que su envío llegue tarde.' },
]

describe('what is completed at the caret', () => {
  it.each([
    ['/', 'canned', ''],
    ['Hello /ref', 'canned', 'ref'],
    ['Hello\n/sorry la', 'canned', 'sorry la'],
  ])('is a canned reply: %j', (text, kind, query) => {
    expect(askedAt(text, text.length, 'reply')).toMatchObject({ kind, query })
  })

  it.each(['and/or', 'https://x.example/y', '24/7', '/ref ', '/a b c'])('is nothing in %j', text => {
    expect(askedAt(text, text.length, 'reply')).toBeUndefined()
  })

  it('is an agent in a note, and not in a reply; an address is none', () => {
    expect(askedAt('ask @an', 7, 'note')).toMatchObject({ kind: 'mention', query: 'an', from: 4 })
    expect(askedAt('ask @an', 7, 'reply')).toBeUndefined()
    expect(askedAt('ana@example', 11, 'note')).toBeUndefined()
    expect(askedAt('/ref', 4, 'note')).toBeUndefined()
  })

  it('replaces the sign and what was typed after it, and nothing else', () => {
    fc.assert(
      fc.property(fc.string(), fc.stringMatching(/^[a-z]{0,8}$/), fc.string(), (before, query, after) => {
        const text = `${before} /${query}${after}`
        const asked = askedAt(text, before.length + 2 + query.length, 'reply')
        expect(text.slice(asked?.from, asked?.to)).toBe(`/${query}`)
      }),
    )
  })

  it('finds canned replies by name and title before those that only hold the words, with or without accents', () => {
    expect(cannedFor('perdon', REPLIES).map(({ key }) => key)).toEqual(['sorry_late'])
    expect(cannedFor('reembolso', REPLIES).map(({ key }) => key)).toEqual(['refund_done'])
    expect(cannedFor('envio tarde', REPLIES).map(({ key }) => key)).toEqual(['sorry_late'])
    expect(cannedFor('', REPLIES)).toHaveLength(2)
  })

  it('finds agents by the beginning of each of their names', () => {
    expect(agentsFor('lu', AGENTS).map(({ insert }) => insert)).toEqual(['@Luis Ortega '])
    expect(agentsFor('orteg', AGENTS)).toHaveLength(1)
    expect(agentsFor('rtega', AGENTS)).toHaveLength(0)
  })
})
