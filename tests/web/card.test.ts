import { describe, expect, it } from 'vitest'
import { ADAPTIVE_CARD as SHARED } from '../../protocol/activity.ts'
import { type CardNode, cardOf } from '../../web/widget/card.ts'
import { ADAPTIVE_CARD } from '../../web/widget/wire.ts'

const card = (content: unknown) =>
  cardOf({ contentType: ADAPTIVE_CARD, contentUrl: undefined, content, name: undefined })
const texts = (nodes: readonly CardNode[]): string[] =>
  nodes.flatMap(node =>
    node.kind === 'text'
      ? [node.text]
      : node.kind === 'group'
        ? texts(node.children)
        : node.kind === 'columns'
          ? node.columns.flatMap(column => texts(column.children))
          : [],
  )

describe('cardOf', () => {
  it('knows the content type that the server uses', () => {
    expect(ADAPTIVE_CARD).toBe(SHARED)
  })

  it('reads texts, facts, columns, containers, pictures and links', () => {
    const read = card({
      body: [
        { type: 'TextBlock', text: 'Order 10432', weight: 'Bolder', size: 'ExtraLarge' },
        { type: 'FactSet', facts: [{ title: 'Total', value: 12.5 }] },
        {
          type: 'ColumnSet',
          columns: [{ width: 'auto', items: [{ type: 'TextBlock', text: 'in a column' }] }, { width: 2 }],
        },
        {
          type: 'Container',
          style: 'emphasis',
          items: [{ type: 'TextBlock', text: 'inside', color: 'Good' }],
        },
        { type: 'Image', url: 'https://a.example/a.png', altText: 'A lamp', size: 'Small' },
        {
          type: 'ActionSet',
          actions: [{ type: 'Action.Submit', title: 'Cancel', data: { choice: 'cancel' } }],
        },
      ],
      actions: [{ type: 'Action.OpenUrl', title: 'Track', url: 'https://t.example/1' }],
    })
    expect(read?.body.map(node => node.kind)).toEqual([
      'text',
      'facts',
      'columns',
      'group',
      'image',
      'buttons',
    ])
    expect(read?.body[0]).toMatchObject({ look: { size: 'large', weight: 'bolder' } })
    expect(read?.body[1]).toMatchObject({ facts: [{ title: 'Total', value: '12.5' }] })
    expect(read?.body[2]).toMatchObject({ columns: [{ grow: 0 }, { grow: 2 }] })
    expect(read?.buttons).toEqual([{ kind: 'open', title: 'Track', url: 'https://t.example/1' }])
  })

  it('shows the text of elements that it does not know, and their fallback', () => {
    const read = card({
      body: [
        { type: 'RichTextBlock', inlines: ['Hello ', { type: 'TextRun', text: 'there' }] },
        { type: 'Table.Future', text: 'still readable' },
        { type: 'Carousel', fallback: { type: 'TextBlock', text: 'instead' } },
        { type: 'Panel', items: [{ type: 'TextBlock', text: 'within' }] },
        { type: 'Image', url: 'javascript:x', altText: 'a picture' },
        { type: 'Nothing' },
      ],
    })
    expect(texts(read?.body ?? [])).toEqual([
      'Hello there',
      'still readable',
      'instead',
      'within',
      'a picture',
    ])
  })

  it('drops unsafe links, hidden elements and what nests too deep', () => {
    let deep: unknown = { type: 'TextBlock', text: 'deep' }
    for (let i = 0; i < 50; i++) deep = { type: 'Container', items: [deep] }
    const read = card({
      body: [{ type: 'TextBlock', text: 'hidden', isVisible: false }, deep],
      actions: [
        { type: 'Action.OpenUrl', title: 'x', url: 'javascript:alert(1)' },
        { type: 'Action.OpenUrl', url: 'https://a.example' },
      ],
    })
    expect(texts(read?.body ?? [])).toEqual([])
    expect(read?.buttons).toEqual([])
  })

  it.each([
    null,
    'text',
    7,
    [],
    { body: 'x', actions: {} },
    { body: [null, 1, 'x', []] },
    { body: [{ type: 'FactSet', facts: 3 }] },
  ])('survives %j', content => {
    expect(card(content)?.body).toEqual([])
  })

  it('reads a hero card as one of its own', () => {
    const read = cardOf({
      contentType: 'application/vnd.microsoft.card.hero',
      contentUrl: undefined,
      name: undefined,
      content: {
        title: 'Luna',
        text: 'A lamp',
        buttons: [
          { type: 'openUrl', title: 'See', value: 'https://a.example' },
          { type: 'imBack', title: 'Buy', value: 'buy' },
        ],
      },
    })
    expect(texts(read?.body ?? [])).toEqual(['Luna', 'A lamp'])
    expect(read?.buttons.map(button => button.kind)).toEqual(['open', 'send'])
  })

  it('takes a file for no card', () => {
    expect(
      cardOf({ contentType: 'image/png', contentUrl: 'https://a.example', content: {}, name: 'a' }),
    ).toBeUndefined()
  })
})
