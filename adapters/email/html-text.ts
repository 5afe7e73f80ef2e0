import type { HtmlToTextOptions } from 'html-to-text'

/** Bytes of HTML that are read; more is a newsletter. UTF-16 units. */
const MAX_CHARS = 262_144

/** Stand in the text for what has no words; they are private characters, taken out of the mail before. */
const CUT = '\uE000'
const IMAGE = { open: '\uE001', close: '\uE002' }

/** Where mail programs put older mails and signatures: their own marks, the same in every language. */
const NOT_OWN = [
  'blockquote[type=cite]', // Apple Mail, Thunderbird
  'blockquote[id=isReplyContent]', // 163.com
  '.gmail_quote',
  '.gmail_attr',
  '.gmail_signature',
  '.gmail_signature_prefix',
  '.x_gmail_quote',
  '.yahoo_quoted',
  '.protonmail_quote',
  '.protonmail_signature_block',
  '.tutanota_quote',
  '.zmail_extra',
  '.moz-cite-prefix',
  '.moz-signature',
  '.mailru-blockquote',
  '#Signature', // Outlook on the web
  '#ms-outlook-mobile-signature',
  '#AppleMailSignature',
  'style',
  'script',
  'title',
  'head',
]

/** From here on everything is older: Outlook puts its block of From and Sent before siblings without a mark. */
const BELOW_OLDER = [
  '#divRplyFwdMsg',
  '#appendonsend',
  '#mail-editor-reference-message-container',
  '#OLK_SRC_BODY_SECTION',
  'div[style*="border-top:solid #E1E1E1"]',
  'div[style*="border-top:solid #B5C4DF"]',
  'div[style*="border-top: 1pt solid rgb(225, 225, 225)"]',
]

const options: HtmlToTextOptions = {
  wordwrap: false,
  limits: { maxInputLength: MAX_CHARS, maxDepth: 100, ellipsis: '' },
  formatters: {
    cut: (_element, _walk, builder) => {
      builder.addInline(CUT)
    },
    cidImage: (element, _walk, builder) => {
      const cid = /^cid:(.+)$/i.exec(element.attribs?.src ?? '')?.[1]
      if (cid !== undefined) builder.addInline(IMAGE.open + cid + IMAGE.close, { noWordTransform: true })
    },
  },
  selectors: [
    {
      selector: 'a',
      options: { hideLinkHrefIfSameAsText: true, linkBrackets: ['(', ')'], noAnchorUrl: true },
    },
    { selector: 'img', format: 'cidImage' },
    { selector: 'h1', options: { uppercase: false } },
    { selector: 'h2', options: { uppercase: false } },
    { selector: 'h3', options: { uppercase: false } },
    { selector: 'table', format: 'block' },
    ...NOT_OWN.map(selector => ({ selector, format: 'skip' })),
    ...BELOW_OLDER.map(selector => ({ selector, format: 'cut' })),
  ],
}

/**
 * The words of an HTML mail that are its writer's own, as far as the program marked the rest. Images that came with the mail stand in it as
 * `imageMark`s: what is left of them after further cuts was shown to us on purpose.
 */
export async function htmlText(html: string): Promise<string> {
  const { htmlToText } = await import('html-to-text')
  const text = htmlToText(html.slice(0, MAX_CHARS).replaceAll(/[\uE000-\uE002]/g, ''), options)
  return text.split(CUT)[0] ?? ''
}

const MARKED = new RegExp(`${IMAGE.open}([^${IMAGE.close}]*)${IMAGE.close}`, 'g')

/** Takes the marks of images out: the text without them, and the content ids that they named. */
export function takeImages(text: string): { text: string; cids: ReadonlySet<string> } {
  const cids = new Set([...text.matchAll(MARKED)].map(match => match[1] as string))
  return {
    text: text
      .replaceAll(MARKED, '')
      .replaceAll(/[\uE000-\uE002]/g, '')
      .trim(),
    cids,
  }
}
