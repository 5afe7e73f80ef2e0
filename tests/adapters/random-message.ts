import fc from 'fast-check'
import type { Limits, Markup } from '../../adapters/adapter.ts'
import { type Activity, ADAPTIVE_CARD } from '../../protocol/activity.ts'

/** What the channel itself says. */
export const TEXTS: Record<string, string> = {
  'common.channel.choose': 'Reply with a number.',
  'common.channel.choose_single': 'Reply with 1.',
  'common.channel.pick': 'Please choose:',
  'common.channel.options': 'Options',
  'common.channel.open': 'Open',
  'common.channel.media_unavailable': 'There is a file here.',
}
/** What must arrive in one piece. */
export const WHOLE = [
  'https://example.org/a_b_c?order=10432',
  'http://shop.example/é/*x*/y',
  'ana.lopez+casa@example.org',
  '10 432,50',
  '1.234.567,89',
  'AB-10432-7',
  '2026-11-22',
  '+49 30 123 4567',
] as const

const words = fc.constantFrom(
  'one',
  'two.',
  'Grüße!',
  '**bold words**',
  '*leaning*',
  '~~gone~~',
  '`code`',
  'snake_case_word',
  '2*3*4',
  '*',
  '_',
  '~',
  '<b>',
  '&amp;',
  'نعم؟',
  'شكرًا.',
  '確認しました。次へ進みます。',
  '订单已发货！',
  '👨‍👩‍👧‍👦',
  '👩🏽‍💻👍🏽',
  'e\u0301\u0323',
  '[terms](https://example.org/terms)',
  '\n',
  '\n\n',
  '\n- item',
  '\n# Heading\n',
  ...WHOLE,
)

export const anyText = fc.array(words, { maxLength: 60 }).map(list => list.join(' '))

const anyTitle = fc
  .array(fc.constantFrom('Track', 'my', 'parcel', 'Über', 'Rückgabe', '注文', 'طلبي', '👍🏽', 'no'), {
    minLength: 1,
    maxLength: 6,
  })
  .map(list => list.join(' '))

const anyAttachment = fc.oneof(
  anyText.map(text => ({
    contentType: ADAPTIVE_CARD,
    content: {
      type: 'AdaptiveCard',
      body: [
        { type: 'TextBlock', text, weight: 'Bolder' },
        { type: 'FactSet', facts: [{ title: 'Status', value: 'shipped' }] },
      ],
      actions: [{ type: 'Action.OpenUrl', title: 'Track', url: WHOLE[0] }],
    },
  })),
  anyTitle.map(title => ({
    contentType: 'application/vnd.microsoft.card.hero',
    content: {
      title,
      buttons: [{ type: 'imBack', title: 'Pick it', value: 'x' }],
      images: [{ url: WHOLE[0] }],
    },
  })),
  fc.constantFrom('image/png', 'audio/ogg', 'video/mp4', 'application/pdf').map(contentType => ({
    contentType,
    contentUrl: 'https://files.example/1',
    name: 'bill.pdf',
  })),
  fc.constant({ contentType: 'image/png', contentUrl: 'media:7' }),
  fc.anything().map(content => ({ contentType: ADAPTIVE_CARD, content })),
)

export const anyMessage: fc.Arbitrary<Activity> = fc
  .record({
    text: anyText,
    titles: fc.array(anyTitle, { maxLength: 15 }),
    attachments: fc.array(anyAttachment, { maxLength: 2 }),
    isPlain: fc.boolean(),
  })
  .map(({ text, titles, attachments, isPlain }) => ({
    type: 'message',
    text,
    attachments,
    ...(isPlain && { textFormat: 'plain' }),
    suggestedActions: {
      actions: titles.map((title, index) => ({ type: 'postBack', title, value: { choice: `c${index}` } })),
    },
  }))

export const anyLimits: fc.Arbitrary<Limits> = fc
  .record({
    textChars: fc.integer({ min: 120, max: 600 }),
    textUnit: fc.constantFrom<'utf16' | 'bytes'>('utf16', 'bytes'),
    buttons: fc.integer({ min: 0, max: 13 }),
    buttonChars: fc.integer({ min: 6, max: 25 }),
    promptChars: fc.option(fc.integer({ min: 120, max: 600 }), { nil: undefined }),
    list: fc.option(fc.constant({ rows: 10, titleChars: 24, descriptionChars: 72, buttonChars: 20 }), {
      nil: undefined,
    }),
    linkButton: fc.option(fc.constant({ titleChars: 20, textChars: 120 }), { nil: undefined }),
    media: fc.option(fc.constant({ image: 1, audio: 1, captionChars: 100 }), { nil: undefined }),
    markup: fc.constantFrom<Markup>('whatsapp', 'plain', 'html', 'markdown'),
    cards: fc.boolean(),
    typing: fc.boolean(),
  })
  .map(({ promptChars, list, linkButton, media, ...rest }) => ({
    ...rest,
    ...(promptChars !== undefined && { promptChars }),
    ...(list && { list }),
    ...(linkButton && { linkButton }),
    ...(media && { media }),
  }))
